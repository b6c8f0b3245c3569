"""The tagger as torch sees it: an encoder, and for each figure a score of every character.

The score asks, per slot: can the answer start (end) here? It adds what the character is, what
the figure is, how far they are apart, and how many figures stand between them.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from pipeline.tagger.slots import AGGREGATES, SLOTS

LEFT, RIGHT = 112, 40
ORDER = 4
DEPTH = 48


class Tagger(nn.Module):
    """Windows -> scores of the places (figure, slot × 2, position) and of the classes."""

    def __init__(self, encoder: nn.Module, pad: int, dropout: float = 0.2) -> None:
        super().__init__()
        width = int(encoder.config.hidden_size)  # type: ignore[union-attr,arg-type]
        self.encoder = encoder
        self.pad = pad
        self.dropout = nn.Dropout(dropout)
        self.points = len(SLOTS) * 2
        inner = self.points * DEPTH
        self.of_char = nn.Linear(width, inner)
        self.of_figure = nn.Linear(width * 2, inner)
        self.of_distance = nn.Embedding(LEFT + RIGHT + 2, inner)
        self.of_order = nn.Embedding(2 * ORDER + 1, inner)
        self.weigh = nn.Parameter(torch.randn(self.points, DEPTH) / DEPTH**0.5)
        # per slot: the place begins here, ends here, is around here; none at all; and: unknown
        self.of_hint = nn.Linear(len(SLOTS) * 4 + 1, inner, bias=False)
        of_class = len(AGGREGATES) + 1 + len(SLOTS)
        self.classes = nn.Sequential(
            nn.Linear(width * 2 + of_class, width),
            nn.Tanh(),
            nn.Dropout(dropout),
            nn.Linear(width, len(AGGREGATES)),
        )
        for each in (self.of_distance, self.of_order):
            nn.init.normal_(each.weight, std=0.1)

    def forward(
        self, numbers: Tensor, marks: Tensor, asked: Tensor, hints: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Score the figures asked; positions that are padding get a score of about -1e4."""
        there = (numbers != self.pad).long()
        hidden: Any = self.encoder(
            input_ids=numbers, attention_mask=there, token_type_ids=marks
        ).last_hidden_state
        hidden = self.dropout(hidden)
        row, first, last = asked[:, 0], asked[:, 1], asked[:, 2]
        figure = torch.cat([hidden[row, first], hidden[row, last]], -1)
        size = numbers.shape[1]
        at = torch.arange(size, device=numbers.device)
        distance = (at[None] - first[:, None]).clamp(-LEFT, RIGHT) + LEFT + 1
        distance = distance * (at > 0).long()[None]
        before = torch.cat([marks[:, :1], marks[:, :-1]], 1)
        count = torch.cumsum(marks * (1 - before), 1)
        order = (count[row] - count[row, first][:, None]).clamp(-ORDER, ORDER) + ORDER
        begins, ends = hints[:, 0:-1:2, None], hints[:, 1:-1:2, None]
        places = at[None, None]
        none = (begins == 0).to(hidden.dtype)
        unknown = (hints[:, -1:] < 0).to(hidden.dtype)
        real = begins > 0
        said = torch.cat(
            [
                (real & (places == begins)).to(hidden.dtype),
                (real & (places == ends)).to(hidden.dtype),
                (real & (places >= begins) & (places <= ends)).to(hidden.dtype),
                none.expand(-1, -1, size),
                unknown[:, :, None].expand(-1, -1, size),
            ],
            1,
        ).transpose(1, 2)
        mixed = (
            self.of_char(hidden)[row]
            + self.of_figure(figure)[:, None]
            + self.of_distance(distance)
            + self.of_order(order)
            + self.of_hint(said)
        )
        mixed = torch.tanh(mixed).view(*mixed.shape[:-1], self.points, DEPTH)
        scores = (mixed * self.weigh).sum(-1).transpose(1, 2)
        scores = scores + (there[row][:, None] - 1) * 1e4
        numbered = torch.arange(-1, len(AGGREGATES), device=numbers.device)
        classed = (hints[:, -1:] == numbered[None]).to(hidden.dtype)
        return scores, self.classes(torch.cat([figure, classed, none[:, :, 0]], -1))
