"""What is worked out once, and forgotten."""

from core.remembered import forget, remembered


def test_it_is_worked_out_once_until_it_is_forgotten() -> None:
    asked: list[str] = []

    @remembered(8)
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    assert [length("Ana"), length("Ana"), length("Noor")] == [3, 3, 4]
    assert asked == ["Ana", "Noor"]
    forget()
    assert length("Ana") == 3
    assert asked == ["Ana", "Noor", "Ana"]
