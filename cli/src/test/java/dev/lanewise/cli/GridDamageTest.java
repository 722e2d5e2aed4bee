package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.GridWithResults.Way;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.jr.ob.JSON;

/** {@code grid --resume} with results that were damaged: each is found, or does no harm. */
class GridDamageTest {

  @TempDir private static Path temp;

  @BeforeAll
  static void writeData() throws IOException {
    TinyData.write(temp.resolve("tiny"));
  }

  /** A best line with a witness that is not that of its settings. */
  @Test
  void aBestTrialThatIsNotWhatItsLineSays() throws IOException {
    FinishedGrid whole = FinishedGrid.in(temp, Way.GRID, "t.csv");
    GridWithResults grid = whole.copy();
    @SuppressWarnings("unchecked")
    String witness = ((Map<String, Object>) whole.ending().best()).get("weightsSha256").toString();
    String other = (witness.charAt(0) == '0' ? "1" : "0") + witness.substring(1);
    Files.writeString(
        grid.results(), checked(Files.readString(grid.results()).replace(witness, other)));
    Files.delete(grid.model());
    String error = grid.refused("--resume", "--quiet");
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
    FinishedGrid whole = FinishedGrid.in(temp, way, file);
    GridWithResults grid = whole.copy();
    String text = Files.readString(grid.results());
    assertEquals(text, file.endsWith("csv") ? checked(text) : text);
    int changes = 0;
    for (int at = 0; at < text.length(); at++) {
      char digit = text.charAt(at);
      boolean inHead = file.endsWith("csv") && at < text.indexOf('\n');
      if (Character.isDigit(digit) && !inHead && at % 37 == 0 && !isLateDigit(text, at)) {
        char other = digit == '9' ? '8' : (char) (digit + 1);
        Files.writeString(grid.results(), text.substring(0, at) + other + text.substring(at + 1));
        String error = grid.refused("--resume");
        assertTrue(error.contains(": line "), error);
        changes++;
      }
    }
    assertTrue(changes > 5, changes + " changes");
    Files.writeString(grid.results(), text);
    GridWithResults.assertSame(whole.ending(), grid.ending(grid.run("--resume")), "as it was");
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
    FinishedGrid whole = FinishedGrid.in(temp, way, file);
    byte[] bytes = Files.readAllBytes(whole.original().results());
    GridWithResults grid = whole.original().elsewhere();
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
        assertRightOrRefused(run, damaged, grid, whole.ending().lines());
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
