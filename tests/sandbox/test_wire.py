"""What a child answers is read without anybody waiting long, whatever it is."""

import pytest
from pydantic import ValidationError

from core.tasks import TASKS
from core.wire import Shape, shape_of

LISTS = [
    (task.name, path) for task in TASKS.values() for path, field in shape_of(task.answer).fields.items() if field.item
]


def faults(shape: Shape[object], path: str, text: bytes) -> int:
    with pytest.raises(ValidationError) as caught:
        shape.fields[path].reads.validate_json(text)
    return caught.value.error_count()


@pytest.mark.parametrize(("task", "path"), LISTS)
def test_an_answer_full_of_faults_is_given_up_at_the_first(task: str, path: str) -> None:
    shape = shape_of(TASKS[task].answer)
    one, many = (faults(shape, path, b"[" + b",".join([b"[]"] * n) + b"]") for n in (1, 300))
    assert one == many


def test_so_is_one_whose_faults_lie_deeper() -> None:
    shape = shape_of(TASKS["receive"].answer)
    one, many = (
        faults(shape, "transcript.turns", b'[{"n":1,"speaker":"a","text":"b","cues":[%s]}]' % b",".join([b"{}"] * n))
        for n in (1, 300)
    )
    assert one == many
