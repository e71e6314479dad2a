"""DingTalk: payloads in, payloads out, and the wire between them."""
