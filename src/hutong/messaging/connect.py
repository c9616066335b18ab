from hutong.messaging.gateway import SmsGateway
from hutong.messaging.gateways.simulator import SimulatedSms


def connect() -> SmsGateway:
    """Whoever carries messages to telephones."""
    return SimulatedSms()
