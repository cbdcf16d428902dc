"""The one link to the server, split by concern.

`api` speaks REST, `transport` WebSocket, `protocol` frames, `session` is one link from hello to its
end, `fallback` the beats over REST where a proxy blocks WebSockets, and `link` decides what next.
Failures leave `api` and `transport` already classed: as `LinkBroken`, with its remedy.
"""
