"""prepare: the split stays, problems are all told at once, and nothing is written if there is one."""

import csv
import json
import os

import pytest
from conftest import DATA, run

TABLE = (DATA / "penguins.csv").read_text().splitlines()


def prepared(directory) -> dict[str, set]:
    return {part: set((directory / f"{part}.csv").read_text().splitlines()[1:]) for part in ("train", "test")}


def test_every_measured_bird_is_in_one_part(local):
    parts = prepared(local / "work/prepared")
    described = json.loads((local / "work/prepared/prepared.json").read_text())
    assert not parts["train"] & parts["test"]
    assert described["rows"]["train"] + described["rows"]["test"] + described["rows"]["unmeasured"] == len(TABLE) - 1
    assert described["rows"]["unmeasured"] == 2
    assert described["split"] == {"seed": "2026", "testPercent": 25}


def test_the_split_does_not_depend_on_the_order_and_more_rows_move_none(local, tmp_path):
    (tmp_path / "data").mkdir()
    more = "Gentoo,Biscoe,47.7,15.1,216,4751,FEMALE"
    (tmp_path / "data/penguins.csv").write_text("\n".join([TABLE[0], more, *reversed(TABLE[1:])]))
    run("prepare", "--data", tmp_path / "data", cwd=tmp_path)
    before, after = prepared(local / "work/prepared"), prepared(tmp_path / "work/prepared")
    assert before["train"] <= after["train"]
    assert before["test"] <= after["test"]
    assert len(after["train"] | after["test"]) == len(before["train"] | before["test"]) + 1


def test_the_same_data_give_the_same_model(local, tmp_path):
    run("prepare", "--data", DATA, cwd=tmp_path)
    run("train", cwd=tmp_path)
    for name in ("prepared/train.csv", "prepared/prepared.json", "model/model.onnx"):
        assert (tmp_path / "work" / name).read_bytes() == (local / "work" / name).read_bytes(), name


def test_all_problems_are_told_at_once(tmp_path):
    (tmp_path / "data").mkdir()
    lines = [
        "Adelie,Torgersen,3.91,18.7,181,3750,MALE",
        "Emu,Torgersen,39.1,18.7,181,3.75,MALE",
        "Adelie,Torgersen,long,18.7,1e99,3750,YES",
    ]
    (tmp_path / "data/birds.csv").write_text("\n".join([TABLE[0], *lines]))
    done = run("prepare", "--data", "data", cwd=tmp_path, ok=False)
    assert done.stderr.splitlines() == [
        "prepare: data/birds.csv:2: beak_length_mm: 3.91 mm is not within 15 and 90",
        'prepare: data/birds.csv:3: species: "Emu" is none of Adelie, Chinstrap, Gentoo',
        "prepare: data/birds.csv:3: body_mass_g: 3.75 g is not within 1000 and 12000",
        'prepare: data/birds.csv:4: beak_length_mm: "long" is no number (mm)',
        "prepare: data/birds.csv:4: flipper_length_mm: 1e+99 is no finite 32-bit number",
        "prepare: data/birds.csv:4: sex: 'YES' is none of FEMALE, MALE, nor null",
    ]
    assert os.listdir(tmp_path) == ["data"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "data holds no .csv file"),
        (b"species,sex\nAdelie,MALE\n", "data/t.csv: no column beak_length_mm, beak_depth_mm, flipper_length_mm"),
        ("\n".join([*TABLE[:3], "Adelie,Torgersen,1"]).encode(), "data/t.csv:4: not as many cells as the header has"),
        ("\n".join([*TABLE[:3], TABLE[3] + ",9"]).encode(), "data/t.csv:4: not as many cells as the header has"),
        (b"\xff\xfe\x00", "data/t.csv: no CSV in UTF-8"),
        (b'"open\n', "data/t.csv: no CSV in UTF-8: unexpected end of data"),
        ("\n".join(TABLE[:9]).encode(), "data: no Chinstrap, Gentoo in the train rows"),
    ],
    ids=["empty", "columns", "short row", "long row", "not text", "open quote", "one species"],
)  # fmt: skip
def test_tables_that_are_none(content, problem, tmp_path):
    (tmp_path / "data").mkdir()
    if content is not None:
        (tmp_path / "data/t.csv").write_bytes(content)
    done = run("prepare", "--data", "data", cwd=tmp_path, ok=False)
    assert done.stderr.startswith(f"prepare: {problem}"), done.stderr
    assert not (tmp_path / "work").exists()


def test_prepared_data_that_were_changed_afterwards_are_refused(local, tmp_path):
    run("prepare", "--data", DATA, cwd=tmp_path)
    with (tmp_path / "work/prepared/train.csv").open("a") as file:
        csv.writer(file).writerow(["Adelie", 40, 18, 190, 3700, "MALE"])
    done = run("train", cwd=tmp_path, ok=False)
    assert done.stderr.endswith("are not those that prepared.json describes; run prepare\n")
    assert not (tmp_path / "work/model").exists()


def test_batch_scoring_stops_at_bad_rows_and_writes_nothing(local, tmp_path):
    (tmp_path / "data").mkdir()
    rows = [TABLE[1].replace("39.1", "x")] * 25
    (tmp_path / "data/t.csv").write_text("\n".join([TABLE[0], *TABLE[1:1500], *rows]))
    done = run("predict", "--data", "data", "--model", local / "work/model", cwd=tmp_path, ok=False)
    lines = done.stderr.splitlines()
    assert lines[0] == f'predict: data/t.csv:{len(TABLE) + 1}: beak_length_mm: "x" is no number (mm)'
    assert (len(lines), lines[-1]) == (21, "predict: and 5 more")
    assert not (tmp_path / "work").exists()


def test_parameters_out_of_range(tmp_path):
    done = run("prepare", "--data", DATA, "--test-percent", 90, cwd=tmp_path, ok=False)
    assert done.stderr == "prepare: --test-percent: 90 is not within 5 and 50\n"
