"""What client and server say to each other.

Pure pydantic models, shared by both sides and importing nothing of ours. `facts` are what a client
knows of its machine, `operations` what can be wished of it, `frames` the messages of the link, and
`rest` the bodies of the client's REST calls (registration, and the fallback where a proxy blocks
WebSockets). Unknown fields are refused: a new field needs a new `PROTOCOL`, or a feature that both
sides named (`Hello.features`, `Welcome.features`).
"""

PROTOCOL = 1
"""Version of the link's protocol. Client and server must speak the same one."""
