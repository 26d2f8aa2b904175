// The same types for modules, whose default export it is.

import SockJS from "./sockjs-client.cjs";

export default SockJS;
