package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.train.Setting;
import dev.lanewise.train.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A value out of its range: a file that gives it is named, with the message of a typed one. */
class ConfigRangesTest {

  private static final List<String> BAD = List.of("-1", "2", "NaN", "x");

  @TempDir private Path temp;

  static Stream<Setting<?>> settings() {
    return Settings.ALL.stream().filter(setting -> !setting.option().isEmpty());
  }

  /** The first that is refused; seeds and the like have numbers without a range. */
  private static String refused(List<String> line, Setting<?> setting) {
    return BAD.stream()
        .filter(value -> CommandRun.of(line, setting.option() + "=" + value).code() == 2)
        .findFirst()
        .orElseThrow();
  }

  /** What it takes for a setting to count. */
  private static <T> List<String> condition(Setting.Condition<T> condition) {
    Setting<T> other = condition.setting();
    List<T> few = other.type().all();
    List<T> values = few.isEmpty() ? List.of(other.type().parse("3")) : few;
    return values.stream()
        .filter(condition.holds())
        .limit(1)
        .map(value -> other.option() + "=" + other.type().print(value))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theFileIsNamed(Setting<?> setting) throws IOException {
    List<String> line = new ArrayList<>(List.of("train", "--data", "nowhere"));
    setting.condition().ifPresent(it -> line.addAll(condition(it)));
    String bad = refused(line, setting);
    String typed = CommandRun.of(line, setting.option() + "=" + bad).error(2);
    Path file = temp.resolve("run.toml");
    Files.writeString(
        file, "# one option\n%s = '%s'\n".formatted(setting.option().substring(2), bad));
    String given = CommandRun.of(line, "--config", file.toString()).error(2);
    assertEquals(typed.replaceFirst(": ", ": " + file + ": line 2: "), given);
  }

  @Test
  void thereAreSettings() {
    assertTrue(settings().count() > 20);
  }
}
