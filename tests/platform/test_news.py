"""News: heard by every process that was forked from one."""

import multiprocessing

import pytest

from nexus.platform.news import News


def test_each_word_is_another():
    news, words = News(), set()
    for _ in range(50):
        news.tell()
        words.add(news.last())
    assert len(words) == 50


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork here")
def test_what_one_process_tells_the_others_hear():
    news = News()
    before = news.last()
    other = multiprocessing.get_context("fork").Process(target=news.tell)
    other.start()
    other.join()
    assert news.last() != before
