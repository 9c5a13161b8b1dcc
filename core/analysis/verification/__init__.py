"""Nothing of a draft is believed before it was found in the transcript. Whatever an engine answers, only this passes.

A quote must stand in the turn it names, said by the right person; a promise must be one; no quote carries two sections;
an engine's own words bring in no name or number that was not said. What falls is counted by reason, and the confidence is
the share kept.
"""

from core.analysis.verification.verify import Verified, verify

__all__ = ["Verified", "verify"]
