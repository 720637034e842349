import pytest

from reprise import study_errors
from reprise.errors import ConfigError
from reprise.study_errors import StudyErrors


@pytest.fixture
def shown(monkeypatch):
    lines = []
    monkeypatch.setattr(study_errors, "show_failure", lines.append)
    return lines


def test_errors_are_shown_once_with_their_study_and_the_job_fails_at_its_end(shown):
    errors, done = StudyErrors(), []
    for name, problem in (("a", "wrong"), ("b", ""), ("a", "wrong")):
        with errors.collect(name):
            if problem:
                raise ConfigError(problem)
            done.append(name)
    assert done == ["b"]
    assert shown == errors.messages == ["a: wrong"]
    with pytest.raises(SystemExit) as end:
        errors.end_job()
    assert end.value.code == 1


def test_a_message_that_names_its_study_is_not_given_a_second_name(shown):
    errors = StudyErrors()
    with errors.collect("a"):
        raise ConfigError("wrong", "config/studies/a.yaml")
    assert shown == ["config/studies/a.yaml: wrong"]


def test_an_error_of_the_system_and_ctrl_c_stop_the_job(shown):
    for error in (OSError(28, "No space left on device"), KeyboardInterrupt()):
        with pytest.raises(type(error)), StudyErrors().collect("a"):
            raise error
    assert shown == []


def test_a_job_without_errors_does_not_end_as_failed(shown):
    errors = StudyErrors()
    with errors.collect("a"):
        pass
    errors.end_job()
