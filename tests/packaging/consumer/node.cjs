module.exports = { ...require("stompwire"), slim: require("stompwire/slim") };
