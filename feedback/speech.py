"""A challenge spoken aloud, in Mandarin or English, where a speech program is installed."""

import array
import io
import random
import shutil
import subprocess
import threading
import wave

from django.conf import settings

VOICES = {"zh": "cmn", "en": "en"}
SECONDS = 5
PATIENCE = 1
TOGETHER = 2
MURMUR = 500
_turns = threading.BoundedSemaphore(TOGETHER)


def program() -> str | None:
    """The path of the speech program, None where there is none."""
    return shutil.which(settings.SPEECH_PROGRAM) if settings.SPEECH_PROGRAM else None


def speak(text: str, language: str, seed: bytes) -> bytes | None:
    """A WAV file; None when it cannot be made now. The same seed gives the same file."""
    path = program()
    if path is None or not _turns.acquire(timeout=PATIENCE):
        return None
    chance = random.Random(seed)  # noqa: S311 — variety, not secrecy; the seed is the secret
    command = [
        path, "--stdout", "-v", VOICES.get(language[:2], "en"),
        "-s", str(chance.randint(105, 135)), "-p", str(chance.randint(35, 65)), "-g", "25",
    ]  # fmt: skip
    try:
        made = subprocess.run(  # noqa: S603 — a fixed program, the text goes through its input
            command, input=text.encode(), capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    finally:
        _turns.release()
    return murmured(made.stdout, chance)


def spelled(challenge: str) -> str:
    """The characters of a picture one by one, said twice."""
    once = ", ".join(challenge)
    return f"{once}.\n{once}."


def murmured(sound: bytes, chance: random.Random) -> bytes:
    """The same speech over a soft noise, so that no two recordings of a character are equal."""
    with wave.open(io.BytesIO(sound)) as reader:
        rate = reader.getframerate()
        frames = reader.readframes(len(sound))
    samples = array.array("h", frames[: len(frames) // 2 * 2])
    noise = array.array("h", (round(chance.gauss(0, MURMUR)) for _sample in range(4096)))
    for place, sample in enumerate(samples):
        heard = sample + noise[(place * 5 + place // 4096) % 4096]
        samples[place] = max(-32768, min(32767, heard))
    output = io.BytesIO()
    with wave.open(output, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(samples.tobytes())
    return output.getvalue()
