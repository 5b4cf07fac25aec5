"""Pages: blueprints by audience, each with its access rule where ``lti_tool.app`` registers it."""
