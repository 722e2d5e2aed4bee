package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.GridWithResults.Ending;
import dev.lanewise.cli.GridWithResults.Way;
import java.io.ByteArrayOutputStream;
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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.jr.ob.JSON;

/** {@code grid --resume} with whatever lies where the results should be. */
class GridResumeTest {

  @TempDir private Path temp;

  @BeforeEach
  void writeData() throws IOException {
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
    GridWithResults whole = GridWithResults.in(temp, way, file);
    Ending expected = whole.ending(whole.run());
    List<String> lines = Files.readAllLines(whole.results());
    int head = file.endsWith(".csv") ? 1 : 0;
    Random random = new Random(way.ordinal());
    for (int left : new int[] {head, head + 1, lines.size() / 2, lines.size() - 1, lines.size()}) {
      List<String> some = new ArrayList<>(lines.subList(head, lines.size()));
      Collections.shuffle(some, random);
      some = new ArrayList<>(some.subList(0, left - head));
      some.addAll(0, lines.subList(0, head));
      GridWithResults part = whole.elsewhere();
      Files.writeString(part.results(), String.join("", some.stream().map(l -> l + "\n").toList()));
      String start = Files.readString(part.results());
      CommandRun run = part.run("--resume");
      if (way == Way.HALVING && left > head && left < lines.size()) {
        assertEquals(3, run.code(), "without a checkpoint nobody knows what was ranked");
        continue;
      }
      GridWithResults.assertSame(expected, part.ending(run), left + " lines of " + way);
      assertTrue(Files.readString(part.results()).startsWith(start), "lines are only added");
    }
    GridWithResults none = whole.elsewhere();
    GridWithResults.assertSame(expected, none.ending(none.run("--resume")), "no file");
    Files.write(none.results(), new byte[0]);
    GridWithResults.assertSame(expected, none.ending(none.run("--resume")), "an empty file");
  }

  /** A line that a kill cut short is dropped, wherever it was cut: the head too. */
  @ParameterizedTest
  @ValueSource(strings = {"t.csv", "t.jsonl"})
  void aTornLineIsWrittenOver(String file) throws IOException {
    GridWithResults whole = GridWithResults.in(temp, Way.GRID, file);
    Ending expected = whole.ending(whole.run());
    byte[] bytes = Files.readAllBytes(whole.results());
    GridWithResults torn = whole.elsewhere();
    for (int length = 0; length < bytes.length; length += length < 200 ? 41 : 97) {
      Files.write(torn.results(), Arrays.copyOf(bytes, length));
      Files.deleteIfExists(torn.model());
      GridWithResults.assertSame(
          expected, torn.ending(torn.run("--resume")), "cut to " + length + " bytes");
    }
    Files.write(torn.results(), Arrays.copyOf(bytes, bytes.length - 1));
    GridWithResults.assertSame(
        expected, torn.ending(torn.run("--resume")), "without the last line end");
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
    assertRefused(grid, "--resume");
  }

  /**
   * Exit code 3 and one line that names the file; nothing is touched, nothing new. Gives the line.
   */
  private static String assertRefused(GridWithResults grid, String... more) throws IOException {
    Map<String, byte[]> before = contents(grid.folder());
    String error = grid.run(more).error(3);
    assertTrue(error.startsWith("lanewise: " + grid.results()), error);
    assertFalse(error.contains("Exception"), error);
    Map<String, byte[]> after = contents(grid.folder());
    assertEquals(before.keySet(), after.keySet());
    before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
    return error;
  }

  private static Map<String, byte[]> contents(Path folder) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return contents;
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
      GridWithResults grid = GridWithResults.in(temp, way, file);
      grid.ending(grid.run());
      String error = assertRefused(grid.with(old, other), "--resume");
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
    GridWithResults grid = GridWithResults.in(temp, Way.GRID, "t.csv");
    grid.ending(grid.run());
    Path other = TinyData.write(temp.resolve("other"));
    Path images = other.resolve("train-images-idx3-ubyte");
    byte[] bytes = Files.readAllBytes(images);
    bytes[bytes.length / 2] ^= 1;
    Files.write(images, bytes);
    String error = assertRefused(grid, "--resume", "--data", other.toString());
    assertTrue(error.contains("dataSha256"), error);
  }

  /** What changes no bit may change: threads, backend, width. */
  @ParameterizedTest
  @ValueSource(strings = {"--threads 1", "--threads 3", "--backend scalar", "--vector-bits 128"})
  void theMachineMayChange(String options) throws IOException {
    GridWithResults whole = GridWithResults.in(temp, Way.FOLDS, "t.csv");
    Ending expected = whole.ending(whole.run());
    GridWithResults part = whole.elsewhere();
    Files.write(part.results(), Files.readAllLines(whole.results()).subList(0, 4));
    List<String> more = new ArrayList<>(List.of(options.split(" ")));
    more.add("--resume");
    GridWithResults.assertSame(
        expected, part.ending(part.run(more.toArray(String[]::new))), options);
  }

  @Test
  void aRandomSearchMayGetMoreTrials() throws IOException {
    GridWithResults few = GridWithResults.in(temp, Way.RANDOM, "t.csv");
    few.ending(few.run());
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
    assertEquals(Map.of(existing, "mine"), texts(grid.folder()));
  }

  private static Map<String, String> texts(Path folder) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    contents(folder)
        .forEach((name, bytes) -> texts.put(name, new String(bytes, StandardCharsets.UTF_8)));
    return texts;
  }

  /** With results or without. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCheckpointThatIsNoneIsRefused(boolean withResults) throws IOException {
    GridWithResults grid = GridWithResults.in(temp, Way.GRID, "t.csv");
    if (withResults) {
      grid.ending(grid.run());
    }
    for (byte[] content :
        List.of(new byte[0], "mine".getBytes(StandardCharsets.UTF_8), new byte[99])) {
      Files.write(grid.checkpoint(), content);
      Map<String, byte[]> before = contents(grid.folder());
      String error = grid.run("--resume").error(3);
      assertTrue(error.startsWith("lanewise: " + grid.checkpoint()), error);
      Map<String, byte[]> after = contents(grid.folder());
      assertEquals(before.keySet(), after.keySet());
      before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
    }
  }

  /** A search that is done stays as it is. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void aFinishedSearchTellsTheSameAgain(Way way) throws IOException {
    GridWithResults grid = GridWithResults.in(temp, way, "t.csv");
    Ending expected = grid.ending(grid.run());
    String before = Files.readString(grid.results());
    GridWithResults.assertSame(expected, grid.ending(grid.run("--resume")), "again");
    assertEquals(before, Files.readString(grid.results()));
  }

  /** Gone, damaged, or another model: the best trial's is there in the end, and it is the same. */
  @ParameterizedTest
  @MethodSource("waysAndFormats")
  void theModelIsWrittenAgain(Way way, String file) throws IOException {
    GridWithResults grid = GridWithResults.in(temp, way, file);
    Ending expected = grid.ending(grid.run());
    Files.delete(grid.model());
    GridWithResults.assertSame(expected, grid.ending(grid.run("--resume")), "gone");
    byte[] damaged = expected.model().clone();
    damaged[damaged.length / 2] ^= 4;
    Files.write(grid.model(), damaged);
    GridWithResults.assertSame(expected, grid.ending(grid.run("--resume")), "damaged");
    TinyData.foreignModel(grid.model());
    GridWithResults.assertSame(expected, grid.ending(grid.run("--resume")), "another");
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
    GridWithResults grid = GridWithResults.in(temp, way, "t.csv");
    grid.ending(grid.run());
    Files.delete(grid.model());
    String before = Files.readString(grid.results());
    String changed = before.replaceFirst(old, other);
    assertNotEquals(before, changed, before);
    Files.writeString(grid.results(), changed);
    String error = assertRefused(grid, "--resume");
    assertTrue(error.contains(": line "), error);
  }

  /** The head is read even where it is not the first line. */
  @Test
  void aHeadAfterAnEmptyLineIsAHead() throws IOException {
    GridWithResults grid = GridWithResults.in(temp, Way.GRID, "t.csv");
    grid.ending(grid.run());
    String text = Files.readString(grid.results());
    String swapped = text.replace("learningRate,lrDecay", "lrDecay,learningRate");
    assertNotEquals(text, swapped);
    Files.writeString(grid.results(), "\n" + swapped);
    assertRefused(grid, "--resume");
  }

  /** A best line with a witness that is not that of its settings. */
  @Test
  void aBestTrialThatIsNotWhatItsLineSays() throws IOException {
    GridWithResults grid = GridWithResults.in(temp, Way.GRID, "t.csv");
    Ending ending = grid.ending(grid.run());
    @SuppressWarnings("unchecked")
    String witness = ((Map<String, Object>) ending.best()).get("weightsSha256").toString();
    String other = (witness.charAt(0) == '0' ? "1" : "0") + witness.substring(1);
    Files.writeString(
        grid.results(), checked(Files.readString(grid.results()).replace(witness, other)));
    Files.delete(grid.model());
    String error = assertRefused(grid, "--resume", "--quiet");
    assertTrue(error.contains(witness) && error.contains(other), error);
  }

  /** The lines of a CSV file with the checks that fit their values. */
  private static String checked(String text) {
    StringBuilder checked = new StringBuilder();
    List<String> names = List.of();
    for (String line : text.lines().toList()) {
      List<String> cells = List.of(line.split(",", -1));
      if (names.isEmpty()) {
        names = cells;
        checked.append(line);
      } else {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
          values.put(names.get(i), cells.get(i));
        }
        checked.append(line, 0, line.lastIndexOf(',') + 1).append(LineCheck.of(values));
      }
      checked.append('\n');
    }
    return checked.toString();
  }

  /** Whether a digit is so far behind the point that the double may be the same without it. */
  private static boolean isLateDigit(String text, int at) {
    int start = at;
    while (Character.isDigit(text.charAt(start - 1))) {
      start--;
    }
    return text.charAt(start - 1) == '.' && at - start >= 14;
  }

  /** One digit of an accuracy, to another that could be: without its check it would be believed. */
  @ParameterizedTest
  @CsvSource({"GRID,t.csv", "GRID,t.jsonl", "FOLDS,t.csv", "HALVING,t.jsonl"})
  void aChangedDigitIsFound(Way way, String file) throws IOException {
    GridWithResults grid = GridWithResults.in(temp, way, file);
    Ending ending = grid.ending(grid.run());
    String whole = Files.readString(grid.results());
    assertEquals(whole, file.endsWith("csv") ? checked(whole) : whole);
    int changes = 0;
    for (int at = 0; at < whole.length(); at++) {
      char digit = whole.charAt(at);
      boolean inHead = file.endsWith("csv") && at < whole.indexOf('\n');
      if (Character.isDigit(digit) && !inHead && at % 37 == 0 && !isLateDigit(whole, at)) {
        char other = digit == '9' ? '8' : (char) (digit + 1);
        Files.writeString(grid.results(), whole.substring(0, at) + other + whole.substring(at + 1));
        String error = assertRefused(grid, "--resume");
        assertTrue(error.contains(": line "), error);
        changes++;
      }
    }
    assertTrue(changes > 5, changes + " changes");
    Files.writeString(grid.results(), whole);
    GridWithResults.assertSame(ending, grid.ending(grid.run("--resume")), "as it was");
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

  /**
   * Damage as it comes: flipped bits, lines lost, doubled and swapped, bytes cut out and put in.
   */
  @ParameterizedTest
  @CsvSource({"GRID,t.csv", "GRID,t.jsonl", "FOLDS,t.csv", "FOLDS,t.jsonl"})
  void damagedLines(Way way, String file) throws IOException {
    damage(way, file, 40, 1);
  }

  @Tag("thorough")
  @ParameterizedTest
  @MethodSource("waysAndFormats")
  void muchDamage(Way way, String file) throws IOException {
    damage(way, file, 500, 100);
  }

  private void damage(Way way, String file, int times, long seed) throws IOException {
    GridWithResults whole = GridWithResults.in(temp, way, file);
    Ending expected = whole.ending(whole.run());
    byte[] bytes = Files.readAllBytes(whole.results());
    GridWithResults grid = whole.elsewhere();
    int refused = 0;
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      byte[] damaged = damaged(bytes, new Random(seed + i));
      Files.write(grid.results(), damaged);
      Files.deleteIfExists(grid.model());
      Files.deleteIfExists(grid.checkpoint());
      CommandRun run = grid.run("--resume");
      refused += run.code() == 3 ? 1 : 0;
      try {
        assertRightOrRefused(run, damaged, grid, expected.lines());
      } catch (AssertionError e) {
        String text = new String(damaged, StandardCharsets.ISO_8859_1);
        wrong.add("seed %d: %s%n%s%n%s".formatted(seed + i, e.getMessage(), run.err(), text));
      }
    }
    int count = wrong.size();
    assertEquals(0, count, () -> wrong.getFirst());
    assertTrue(refused > times / 10 && refused < times, refused + " of " + times + " refused");
  }

  private static void assertRightOrRefused(
      CommandRun run, byte[] damaged, GridWithResults grid, List<String> expected)
      throws IOException {
    if (run.code() == 0) {
      run.done();
      assertRight(expected, grid);
    } else {
      assertEquals(3, run.code(), run::toString);
      assertEquals("", run.out());
      String error = run.errorLine();
      assertTrue(error.startsWith("lanewise: " + grid.results()), error);
      assertArrayEquals(damaged, Files.readAllBytes(grid.results()), "touched");
      assertFalse(Files.exists(grid.checkpoint()), "a checkpoint");
      assertFalse(Files.exists(grid.model()), "a model");
    }
  }

  /** Every trial has one line, and each is as it was. */
  private static void assertRight(List<String> expected, GridWithResults grid) throws IOException {
    List<String> changed = new ArrayList<>();
    for (String line : grid.sortedLines()) {
      changed.add(line.startsWith("{") ? withoutBlanks(line) : line);
    }
    assertEquals(expected.size(), changed.size(), "lines");
    assertEquals(expected.stream().sorted().toList(), changed.stream().sorted().toList());
  }

  private static String withoutBlanks(String document) {
    return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(JSON.std.mapFrom(document));
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    for (int n = 1 + random.nextInt(2); n > 0; n--) {
      int at = random.nextInt(bytes.length);
      int end = Math.min(bytes.length, at + 1 + random.nextInt(4));
      switch (random.nextInt(8)) {
        case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = splice(bytes, at, end, new byte[0]);
        case 3 -> bytes = splice(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
        case 4 -> bytes = Arrays.copyOf(bytes, at + 1);
        case 5 ->
            bytes =
                splice(bytes, at, at, new byte[] {(byte) "\n\",\r {}0".charAt(random.nextInt(8))});
        default -> bytes = linesMoved(bytes, random);
      }
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] insert) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.writeBytes(insert);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }

  /** One line deleted, doubled, or swapped with another. */
  private static byte[] linesMoved(byte[] bytes, Random random) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)")));
    int line = random.nextInt(lines.size());
    switch (random.nextInt(3)) {
      case 0 -> lines.remove(line);
      case 1 -> lines.add(line, lines.get(line));
      default -> Collections.swap(lines, line, random.nextInt(lines.size()));
    }
    byte[] moved = String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
    return moved.length == 0 ? bytes : moved;
  }
}
