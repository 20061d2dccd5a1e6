"""`cupy.cuda.runtime`: what the CUDA runtime says of itself and of the device."""


class CUDARuntimeError(RuntimeError):
    """What a call of the runtime raises."""


def getDeviceCount():
    """How many devices there are."""
    return 1


def runtimeGetVersion():
    """CUDA 13.0."""
    return 13000


def getDeviceProperties(device):
    """Of them, the name."""
    return {"name": b"a stand-in for a GPU"}
