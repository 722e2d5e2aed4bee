package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A search on the tiny data with a results file and a model in a folder, and how it must end.
 *
 * @param folder where all files are
 * @param settings of the search, without its files
 * @param file name of the results file
 */
record GridWithResults(Path folder, List<String> settings, String file) {

  private static final String MODEL = "best.safetensors";

  /** Ways to search that must all survive what happens. */
  enum Way {
    GRID("--hidden 5,8 --learning-rate 0.01,0.001 --epochs 2,1 --reg 0.5"),
    RANDOM(
        "--search random --trials 7 --hidden 4..9 --learning-rate 1e-3..0.1 --epochs 1..3"
            + " --reg 1e-3..1 --monitor loss"),
    HALVING(
        "--search halving --trials 9 --hidden 4..9 --learning-rate 1e-4..0.1 --epochs 9"
            + " --reg 1e-3..1"),
    FOLDS(
        "--folds 3 --hidden 5,8 --learning-rate 0.01,0.001 --epochs 2,1 --reg 0.5"
            + " --monitor loss"),
    DIVERGING("--hidden 5,none,5-4 --learning-rate 0.01,1e30 --epochs 2 --reg 0.5");

    private final String settings;

    Way(String settings) {
      this.settings = settings;
    }

    List<String> settings() {
      return List.of(settings.split(" "));
    }
  }

  /** A search in a new folder under {@code parent}, on the data there. */
  static GridWithResults in(Path parent, Way way, String file) throws IOException {
    List<String> settings = new ArrayList<>(List.of("--batch-size", "10", "--weight-scale", "0.1"));
    settings.addAll(way.settings());
    return new GridWithResults(Files.createTempDirectory(parent, "grid"), settings, file);
  }

  /** The same search with other files. */
  GridWithResults elsewhere() throws IOException {
    Path other = Files.createTempDirectory(folder.getParent(), "grid");
    return new GridWithResults(other, settings, file);
  }

  /** Other settings with the same files. */
  GridWithResults with(String old, String other) {
    String text = String.join(" ", settings);
    String changed = text.replace(old, other);
    assertNotEquals(text, changed);
    return new GridWithResults(folder, List.of(changed.split(" ")), file);
  }

  Path results() {
    return folder.resolve(file);
  }

  Path checkpoint() {
    return folder.resolve(file + ".checkpoint");
  }

  Path model() {
    return folder.resolve(MODEL);
  }

  /** The arguments of {@code lanewise}, the data beside the folder. */
  List<String> arguments(String... more) {
    List<String> all = new ArrayList<>(List.of("grid", "--json"));
    if (!List.of(more).contains("--data")) {
      all.addAll(List.of("--data", folder.resolveSibling("tiny").toString()));
    }
    all.addAll(settings);
    all.addAll(List.of("--results", results().toString(), "--model", model().toString()));
    all.addAll(List.of(more));
    return all;
  }

  CommandRun run(String... more) {
    return CommandRun.of(arguments(more));
  }

  /** Refused with exit code 3 and one line that names the results: no file is touched. */
  String refused(String... more) throws IOException {
    Map<String, byte[]> before = contents();
    String error = run(more).error(3);
    assertTrue(error.startsWith("lanewise: " + results()), error);
    assertFalse(error.contains("Exception"), error);
    assertUntouched(before);
    return error;
  }

  /** All files in the folder are those of {@code before}, with the same bytes. */
  void assertUntouched(Map<String, byte[]> before) throws IOException {
    Map<String, byte[]> after = contents();
    assertEquals(before.keySet(), after.keySet());
    before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
  }

  /** All files in the folder, by their names. */
  Map<String, byte[]> contents() throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        contents.put(each.getFileName().toString(), Files.readAllBytes(each));
      }
    }
    return contents;
  }

  /** What a search ended with. */
  record Ending(List<String> lines, List<Map<String, Object>> trials, Object best, byte[] model) {}

  /** How a run that is done has ended; nothing but the results and the model is left. */
  Ending ending(CommandRun run) throws IOException {
    Map<String, Object> document = run.done().document();
    assertEquals("done", document.get("status"));
    assertFalse(Files.exists(checkpoint()), "a checkpoint is left");
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> trials = (List<Map<String, Object>>) document.get("trials");
    Object best = Optional.ofNullable(document.get("best")).orElseThrow();
    return new Ending(sortedLines(), trials, best, Files.readAllBytes(model()));
  }

  /** The lines of the results, each of which may stand anywhere but the head. */
  List<String> sortedLines() throws IOException {
    List<String> lines =
        Files.readString(results(), StandardCharsets.ISO_8859_1)
            .lines()
            .filter(line -> !line.isEmpty())
            .toList();
    int head = file.endsWith(".csv") ? 1 : 0;
    return Stream.concat(lines.stream().limit(head), lines.stream().skip(head).sorted()).toList();
  }

  static void assertSame(Ending expected, Ending actual, String what) {
    assertEquals(expected.lines(), actual.lines(), what);
    assertEquals(expected.trials(), actual.trials(), what);
    assertEquals(expected.best(), actual.best(), what);
    assertArrayEquals(expected.model(), actual.model(), what);
  }
}
