"""Process charts: from steps and ways to a drawing, with no program or font of the machine (流程图)."""
