import sirv from "sirv";

/** Serves a folder as it is at the moment: a page that was built again needs no restart. */
export function staticHandler(folder) {
  const serve = sirv(folder, { dev: true });
  return (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    // A page and its scripts are small: they are sent whole, and an impossible range is no question.
    delete request.headers.range;
    serve(request, response);
  };
}
