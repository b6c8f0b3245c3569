"""A place of a language model (an address or a folder) -> a function that rewrites a sentence."""

import json
import os
from urllib.error import URLError
from urllib.request import Request, urlopen

from pipeline.drafting.polish import PROMPT, Rewrite
from pipeline.errors import BadUsage

_SECONDS = 60


def rewriter(place: str, model: str = "") -> Rewrite:
    """Reach a model: ``http…`` is an OpenAI-compatible service, else a local folder or id."""
    return _service(place, model) if place.startswith(("http://", "https://")) else _local(place)


def _service(address: str, model: str) -> Rewrite:
    url = address.rstrip("/") + "/chat/completions"
    key = os.environ.get("HUIBAO_LLM_KEY", "")

    def rewrite(sentence: str) -> str:
        asked = {
            "model": model or "default",
            "temperature": 0.3,
            "messages": [{"role": "user", "content": PROMPT.format(sentence=sentence)}],
        }
        headers = {"Content-Type": "application/json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        request = Request(url, json.dumps(asked).encode(), headers)
        try:
            with urlopen(request, timeout=_SECONDS) as answer:
                content = json.load(answer)
            return str(content["choices"][0]["message"]["content"])
        except (
            URLError,
            TimeoutError,
            OSError,
            ValueError,
            KeyError,
            IndexError,
            TypeError,
        ) as error:
            raise BadUsage(
                f"语言模型服务没有正常回答（{type(error).__name__}），请检查地址，或去掉 --llm",
                file=address,
            ) from error

    return rewrite


def _local(folder: str) -> Rewrite:
    try:
        from transformers import pipeline  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise BadUsage("用本机语言模型要先装 llm 组件：pip install huibao[llm]") from error
    try:
        generate = pipeline("text-generation", model=folder)
    except (OSError, ValueError) as error:
        raise BadUsage("语言模型读不出来，请检查文件夹", file=folder) from error

    def rewrite(sentence: str) -> str:
        asked = PROMPT.format(sentence=sentence)
        answer = generate(asked, max_new_tokens=len(sentence) * 2 + 32, return_full_text=False)
        return str(answer[0]["generated_text"])

    return rewrite
