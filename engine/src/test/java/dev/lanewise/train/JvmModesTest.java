package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lanewise.nn.Widths;
import dev.lanewise.structure.JvmOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The interpreter, the client compiler and narrower vectors give the bits of this JVM. */
@Tag("thorough")
class JvmModesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xint",
        "-XX:TieredStopAtLevel=1",
        "-XX:-TieredCompilation",
        "-XX:+IgnoreUnrecognizedVMOptions -XX:UseAVX=2",
        "-XX:+IgnoreUnrecognizedVMOptions -XX:UseAVX=0 -XX:-UseFMA"
      })
  void theWitnessIsTheSame(String options) throws IOException, InterruptedException {
    String expected = SmallRun.narrow(Widths.scalar());
    List<String> witnesses = run(options);
    assertFalse(witnesses.isEmpty(), "no width at all");
    for (String witness : witnesses) {
      assertEquals(expected, witness, options);
    }
  }

  private static List<String> run(String options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(JvmOptions.argument());
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SmallRun.class.getName());
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor(), options);
    return output.lines().toList();
  }
}
