"""Law and advice as dated data: reads resources/guidance and an organisation's pack into domain types."""
