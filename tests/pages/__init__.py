"""What people see and do in the browser chat, in a real browser before a real server."""
