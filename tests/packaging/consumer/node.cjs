module.exports = {
  ...require("stompwire"),
  slim: require("stompwire/slim"),
  SockJS: require("stompwire/sockjs-client"),
};
