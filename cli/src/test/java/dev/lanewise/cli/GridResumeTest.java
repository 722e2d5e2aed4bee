package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.GridWithResults.Way;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code grid --resume} with whatever lies where the results should be. */
class GridResumeTest {

  @TempDir private static Path temp;

  @BeforeAll
  static void writeData() throws IOException {
    TinyData.write(temp.resolve("tiny"));
  }

  static Stream<Arguments> waysAndFormats() {
    return Stream.of(Way.values())
        .flatMap(way -> Stream.of("t.csv", "t.jsonl").map(file -> Arguments.of(way, file)));
  }

  /** From nothing, from some of the lines in any order, from all of them. */
  @ParameterizedTest
  @MethodSource("waysAndFormats")
  void goesOnWithTheLinesThatAreThere(Way way, String file) throws IOException {
    FinishedGrid whole = FinishedGrid.in(temp, way, file);
    List<String> lines = Files.readAllLines(whole.original().results());
    int head = file.endsWith(".csv") ? 1 : 0;
    Random random = new Random(way.ordinal());
    for (int left : new int[] {head, head + 1, lines.size() / 2, lines.size() - 1, lines.size()}) {
      List<String> some = new ArrayList<>(lines.subList(head, lines.size()));
      Collections.shuffle(some, random);
      some = new ArrayList<>(some.subList(0, left - head));
      some.addAll(0, lines.subList(0, head));
      GridWithResults part = whole.original().elsewhere();
      Files.writeString(part.results(), String.join("", some.stream().map(l -> l + "\n").toList()));
      String start = Files.readString(part.results());
      CommandRun run = part.run("--resume");
      if (way == Way.HALVING && left > head && left < lines.size()) {
        assertEquals(3, run.code(), "without a checkpoint nobody knows what was ranked");
        continue;
      }
      GridWithResults.assertSame(whole.ending(), part.ending(run), left + " lines of " + way);
      assertTrue(Files.readString(part.results()).startsWith(start), "lines are only added");
    }
    GridWithResults none = whole.original().elsewhere();
    GridWithResults.assertSame(whole.ending(), none.ending(none.run("--resume")), "no file");
    Files.write(none.results(), new byte[0]);
    GridWithResults.assertSame(whole.ending(), none.ending(none.run("--resume")), "an empty file");
  }

  /** A line that a kill cut short is dropped, wherever it was cut: the head too. */
  @ParameterizedTest
  @ValueSource(strings = {"t.csv", "t.jsonl"})
  void aTornLineIsWrittenOver(String file) throws IOException {
    FinishedGrid whole = FinishedGrid.in(temp, Way.GRID, file);
    byte[] bytes = Files.readAllBytes(whole.original().results());
    GridWithResults torn = whole.original().elsewhere();
    for (int length = 0; length < bytes.length; length += length < 200 ? 41 : 97) {
      Files.write(torn.results(), Arrays.copyOf(bytes, length));
      Files.deleteIfExists(torn.model());
      GridWithResults.assertSame(
          whole.ending(), torn.ending(torn.run("--resume")), "cut to " + length + " bytes");
    }
    Files.write(torn.results(), Arrays.copyOf(bytes, bytes.length - 1));
    GridWithResults.assertSame(
        whole.ending(), torn.ending(torn.run("--resume")), "without the last line end");
  }

  /** Nobody else's file is taken for a line that was cut short. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t.csv | mine",
        "t.csv | mine\\n",
        "t.csv | name,size\\nme,5\\n",
        "t.csv | \\n",
        "t.csv | trial\\n1\\n",
        "t.csv | {\"trial\":1}\\n",
        "t.csv | \"\\n",
        "t.csv | \\0\\0\\n",
        "t.csv | PK\\3\\4",
        "t.jsonl | mine",
        "t.jsonl | mine\\n",
        "t.jsonl | {\"name\":\"me\"}",
        "t.jsonl | {\"name\":\"me\"}\\n",
        "t.jsonl | [1,2]\\n",
        "t.jsonl | null\\n",
        "t.jsonl | 5\\n",
        "t.jsonl | \\n",
        "t.jsonl | {}\\n",
        "t.jsonl | {\"trial\":{}}\\n",
        "t.jsonl | {\"trial\":null}\\n",
        "t.jsonl | {\"trial\":1,\"epochs\":1}\\n",
        "t.jsonl | {\"trial\":1e99,\"epochs\":2}\\n",
        "t.jsonl | \\0\\n",
      })
  void aFileOfSomebodyElseIsRefused(String file, String content) throws IOException {
    GridWithResults grid = GridWithResults.in(temp, Way.GRID, file);
    Files.writeString(grid.results(), content.translateEscapes());
    grid.refused("--resume");
  }

  /** Settings of another search, and what the message must name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      emptyValue = "",
      textBlock =
          """
          GRID    | --reg 0.5                 | --reg 0.25                           | reg
          GRID    | --reg 0.5                 | --reg 0.25,0.5                       | ''
          GRID    | --hidden 5,8              | --hidden 5,9                         | hidden
          GRID    | --hidden 5,8              | --hidden 8,5                         | hidden
          GRID    | --epochs 2,1              | --epochs 2,3                         | epochs
          GRID    | --epochs 2,1              | --epochs 2                           | ''
          GRID    | --hidden 5,8              | --hidden 5                           | trial
          GRID    | --batch-size 10           | --batch-size 9                       | batchSize
          GRID    | --weight-scale 0.1        | --weight-scale 0.2                   | weightScale
          GRID    | --learning-rate 0.01      | --learning-rate 0.02                 | learningRate
          GRID    | --reg                     | --lr-decay 0.5 --reg                 | lrDecay
          GRID    | --reg                     | --activation tanh --reg              | activation
          GRID    | --reg                     | --loss svm --reg                     | lossFunction
          GRID    | --reg                     | --seed 1 --reg                       | seed
          GRID    | --reg                     | --sampling replacement --reg         | sampling
          GRID    | --reg                     | --early-stopping 1 --reg             | earlyStopping
          GRID    | --reg                     | --normalize standardize --reg        | normalize
          GRID    | --reg                     | --train-size 50 --reg                | trainSize
          GRID    | --reg                     | --validation-size 5 --reg            | validationSize
          GRID    | --reg                     | --folds 2 --reg                      | fold
          FOLDS   | --folds 3                 | --folds 4                            | folds
          FOLDS   | --folds 3                 | --train-size 54                      | fold
          HALVING | --search halving          | --search random                      | ''
          HALVING | --trials 9                | --trials 8                           | ''
          HALVING | --trials 9                | --trials 10                          | ''
          HALVING | --epochs 9                | --epochs 10                          | epochs
          RANDOM  | --trials 7                | --trials 6                           | trial
          RANDOM  | 1e-3..0.1                 | 1e-3..0.2                            | learningRate
          RANDOM  | --trials 7                | --trials 7 --seed 1                  | ''
          """)
  void theFileOfAnotherSearchIsRefused(Way way, String old, String other, String named)
      throws IOException {
    for (String file : List.of("t.csv", "t.jsonl")) {
      GridWithResults grid = FinishedGrid.in(temp, way, file).copy();
      String error = grid.with(old, other).refused("--resume");
      assertTrue(error.contains(named), error);
    }
  }

  /** A name that leads nowhere is not taken for somebody else's file. */
  @Test
  void aLinkThatLeadsNowhereIsRefused() throws IOException {
    GridWithResults grid = GridWithResults.in(temp, Way.GRID, "t.csv");
    Files.createSymbolicLink(grid.results(), temp.resolve("missing"));
    for (CommandRun run : List.of(grid.run(), grid.run("--resume"))) {
      assertEquals(5, run.code(), run::toString);
      assertTrue(run.errorLine().contains("leads nowhere"), run.errorLine());
    }
  }

  /** One pixel of the training part differs. */
  @Test
  void theFileOfOtherDataIsRefused() throws IOException {
    GridWithResults grid = FinishedGrid.in(temp, Way.GRID, "t.csv").copy();
    Path other = TinyData.write(temp.resolve("other"));
    Path images = other.resolve("train-images-idx3-ubyte");
    byte[] bytes = Files.readAllBytes(images);
    bytes[bytes.length / 2] ^= 1;
    Files.write(images, bytes);
    String error = grid.refused("--resume", "--data", other.toString());
    assertTrue(error.contains("dataSha256"), error);
  }

  /** What changes no bit may change: threads, backend, width. */
  @ParameterizedTest
  @ValueSource(strings = {"--threads 1", "--threads 3", "--backend scalar", "--vector-bits 128"})
  void theMachineMayChange(String options) throws IOException {
    FinishedGrid whole = FinishedGrid.in(temp, Way.FOLDS, "t.csv");
    GridWithResults part = whole.original().elsewhere();
    Files.write(part.results(), Files.readAllLines(whole.original().results()).subList(0, 4));
    List<String> more = new ArrayList<>(List.of(options.split(" ")));
    more.add("--resume");
    GridWithResults.assertSame(
        whole.ending(), part.ending(part.run(more.toArray(String[]::new))), options);
  }

  @Test
  void aRandomSearchMayGetMoreTrials() throws IOException {
    GridWithResults few = FinishedGrid.in(temp, Way.RANDOM, "t.csv").copy();
    String start = Files.readString(few.results());
    GridWithResults more = few.with("--trials 7", "--trials 12");
    GridWithResults whole = more.elsewhere();
    GridWithResults.assertSame(
        whole.ending(whole.run()), more.ending(more.run("--resume")), "more trials");
    assertTrue(Files.readString(few.results()).startsWith(start), "lines are only added");
  }

  /** Without --resume nothing that is there is touched, be it the checkpoint alone. */
  @ParameterizedTest
  @ValueSource(strings = {"t.csv", "t.csv.checkpoint"})
  void withoutResumeNothingMayBeThere(String existing) throws IOException {
    GridWithResults grid = GridWithResults.in(temp, Way.GRID, "t.csv");
    Files.writeString(grid.folder().resolve(existing), "mine");
    String error = grid.run().error(5);
    assertTrue(error.startsWith("lanewise: " + grid.folder().resolve(existing)), error);
    assertTrue(error.contains("--resume"), error);
    assertEquals(Set.of(existing), grid.contents().keySet());
    assertEquals("mine", Files.readString(grid.folder().resolve(existing)));
  }

  /** With results or without. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCheckpointThatIsNoneIsRefused(boolean withResults) throws IOException {
    GridWithResults grid =
        withResults
            ? FinishedGrid.in(temp, Way.GRID, "t.csv").copy()
            : GridWithResults.in(temp, Way.GRID, "t.csv");
    for (byte[] content :
        List.of(new byte[0], "mine".getBytes(StandardCharsets.UTF_8), new byte[99])) {
      Files.write(grid.checkpoint(), content);
      Map<String, byte[]> before = grid.contents();
      String error = grid.run("--resume").error(3);
      assertTrue(error.startsWith("lanewise: " + grid.checkpoint()), error);
      grid.assertUntouched(before);
    }
  }

  /** A search that is done stays as it is. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void aFinishedSearchTellsTheSameAgain(Way way) throws IOException {
    FinishedGrid whole = FinishedGrid.in(temp, way, "t.csv");
    GridWithResults grid = whole.copy();
    String before = Files.readString(grid.results());
    GridWithResults.assertSame(whole.ending(), grid.ending(grid.run("--resume")), "again");
    assertEquals(before, Files.readString(grid.results()));
  }

  /** Gone, damaged, or another model: the best trial's is there in the end, and it is the same. */
  @ParameterizedTest
  @MethodSource("waysAndFormats")
  void theModelIsWrittenAgain(Way way, String file) throws IOException {
    FinishedGrid whole = FinishedGrid.in(temp, way, file);
    GridWithResults grid = whole.copy();
    Files.delete(grid.model());
    GridWithResults.assertSame(whole.ending(), grid.ending(grid.run("--resume")), "gone");
    byte[] damaged = whole.ending().model().clone();
    damaged[damaged.length / 2] ^= 4;
    Files.write(grid.model(), damaged);
    GridWithResults.assertSame(whole.ending(), grid.ending(grid.run("--resume")), "damaged");
    TinyData.foreignModel(grid.model());
    GridWithResults.assertSame(whole.ending(), grid.ending(grid.run("--resume")), "another");
  }

  /** Values that no trial can have reached, in the line of the best or of another. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "GRID  | ,1\\.0,1,(?=[0-9a-f]{64}) | ,11.0,1,",
        "GRID  | ,1\\.0,1,(?=[0-9a-f]{64}) | ,-1.0,1,",
        "GRID  | ,1\\.0,1,(?=[0-9a-f]{64}) | ,NaN,1,",
        "GRID  | ,1\\.0,1,(?=[0-9a-f]{64}) | ,,1,",
        "GRID  | ,1\\.0,1,(?=[0-9a-f]{64}) | ,1.0f,1,",
        "GRID  | ,1\\.0,1,(?=[0-9a-f]{64}) | ,1.0,0,",
        "GRID  | ,1\\.0,1,(?=[0-9a-f]{64}) | ,1.0,,",
        "GRID  | ,1\\.0,1,(?=[0-9a-f]{64}) | ,1.0,-1,",
        "GRID  | ,1\\.0,1,(?=[0-9a-f]{64}) | ,1.0,3,",
        "GRID  | [0-9a-f]{64},done | ,done",
        "GRID  | [0-9a-f]{64},done | 12,done",
        "GRID  | ([0-9a-f]{63}).,done | $1\u00e4,done",
        "GRID  | ([0-9a-f]{63}).,done | $1X,done",
        "GRID  | ,done,           | ,interrupted,",
        "GRID  | ,done,           | ,over,",
        "GRID  | ,done,           | ,,",
        "FOLDS | ,1\\.0 [0-9. ]*, | ,1.0 1.0,",
        "FOLDS | ,1\\.0 [0-9. ]*, | ,1.0 1.0 1.0 1.0,",
        "FOLDS | ,1\\.0 [0-9. ]*, | ,,",
        "FOLDS | ,1\\.0 [0-9. ]*, | ,1.0 x 1.0,",
        "FOLDS | ,1\\.0 [0-9. ]*, | ,0.0 0.0 0.0,",
        "FOLDS | ,[0-9.]+,gaussian | ,x,gaussian",
        "FOLDS | ,[0-9.]+,gaussian | ,,gaussian",
      })
  void valuesThatCannotBeAreRefused(Way way, String old, String other) throws IOException {
    GridWithResults grid = FinishedGrid.in(temp, way, "t.csv").copy();
    Files.delete(grid.model());
    String before = Files.readString(grid.results());
    String changed = before.replaceFirst(old, other);
    assertNotEquals(before, changed, before);
    Files.writeString(grid.results(), changed);
    String error = grid.refused("--resume");
    assertTrue(error.contains(": line "), error);
  }

  /** The head is read even where it is not the first line. */
  @Test
  void aHeadAfterAnEmptyLineIsAHead() throws IOException {
    GridWithResults grid = FinishedGrid.in(temp, Way.GRID, "t.csv").copy();
    String text = Files.readString(grid.results());
    String swapped = text.replace("learningRate,lrDecay", "lrDecay,learningRate");
    assertNotEquals(text, swapped);
    Files.writeString(grid.results(), "\n" + swapped);
    grid.refused("--resume");
  }

  @Test
  void anEnormousFileIsRefusedUnread() throws IOException {
    GridWithResults grid = GridWithResults.in(temp, Way.GRID, "t.csv");
    try (var file = new RandomAccessFile(grid.results().toFile(), "rw")) {
      file.setLength(5L << 30); // sparse
    }
    String error = grid.run("--resume").error(3);
    assertTrue(error.contains("has 5368709120 bytes"), error);
    assertEquals(5L << 30, Files.size(grid.results()));
  }
}
