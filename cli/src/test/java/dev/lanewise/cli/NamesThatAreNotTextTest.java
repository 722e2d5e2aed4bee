package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** File names with bytes that are not text in the locale's encoding, typed in a shell. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class NamesThatAreNotTextTest {

  private static final String BAD = "$(printf 'caf\\351')"; // é in Latin-1

  @TempDir private Path temp;

  @BeforeEach
  void writeData() throws Exception {
    TinyData.write(temp.resolve("tiny"));
    shell("cp -r tiny \"" + BAD + "\"");
  }

  private void shell(String script) throws Exception {
    assertEquals(
        0, new ProcessBuilder("sh", "-c", script).directory(temp.toFile()).start().waitFor());
  }

  /** Runs lanewise as a shell would with these words, in a folder. */
  private CommandRun run(String locale, String folder, String words) throws Exception {
    String script =
        "cd \"$1\" && cd \"" + folder + "\" && shift && LC_ALL=" + locale + " exec \"$@\" " + words;
    List<String> shell = List.of("sh", "-c", script, "sh", temp.toString());
    List<String> command =
        Stream.concat(shell.stream(), Child.command(Child.JVM_OPTIONS).stream()).toList();
    return Child.run(temp, command);
  }

  private long files() throws IOException {
    try (Stream<Path> all = Files.list(temp)) {
      return all.filter(path -> !path.getFileName().toString().startsWith("child")).count();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C.UTF-8", "C"})
  void oneThatIsThereIsFound(String locale) throws Exception {
    String plain = run(locale, ".", "data info tiny").done().out();
    String found = run(locale, ".", "data info \"" + BAD + "\"").done().out();
    assertEquals(plain.lines().skip(1).toList(), found.lines().skip(1).toList());
    run(locale, ".", "train --data \"./" + BAD + "\" --epochs 1 --batch-size 10 --model m").done();
    shell("mv m \"" + BAD + "/m" + BAD + "\"");
    String model = "--model \"" + BAD + "/m" + BAD + "\"";
    run(locale, ".", "evaluate --data tiny " + model).done();
  }

  @ParameterizedTest
  @ValueSource(strings = {"C.UTF-8", "C"})
  void aNewOneIsRefused(String locale) throws Exception {
    long before = files();
    for (String option : List.of("train --model", "grid --results", "grid --report")) {
      String words = option + " \"new" + BAD + "\" --data tiny --epochs 1 --batch-size 10";
      String line = run(locale, ".", words).error(2);
      assertTrue(line.contains(option.substring(option.indexOf('-'))), line);
      assertTrue(line.contains(" is not text in "), line);
    }
    String line = run(locale, ".", "train --data \"new" + BAD + "\"").error(3);
    assertTrue(line.contains(" is not text in "), line);
    assertEquals(before, files());
  }

  @ParameterizedTest
  @ValueSource(strings = {"C.UTF-8", "C"})
  void twoThatLookAlikeAreRefused(String locale) throws Exception {
    shell("cp -r tiny \"$(printf 'caf\\352')\"");
    String line = run(locale, ".", "data info \"" + BAD + "\"").error(3);
    assertTrue(line.contains("not one file has this name"), line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C.UTF-8", "C"})
  void theFolderThatItRunsIn(String locale) throws Exception {
    String words = "--epochs 1 --batch-size 10 --quiet --model ";
    String line = run(locale, BAD, "train --data ../tiny " + words + "m").error(2);
    assertTrue(line.contains("the folder that this runs in"), line);
    run(locale, BAD, "train --data \"" + temp + "/tiny\" " + words + "\"" + temp + "/m\"").done();
    assertTrue(Files.exists(temp.resolve("m")));
  }
}
