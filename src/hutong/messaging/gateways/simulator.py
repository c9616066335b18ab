class SimulatedSms:
    """Accepts everything and sends nothing: what it was given stands in the message log."""

    simulated = True

    async def send(self, phone: str, body: str, *, key: str) -> None:
        pass
