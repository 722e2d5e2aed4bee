package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command says, and refuses, where a file that it writes is there already. */
class OutputRuleTest {

  @TempDir private Path temp;
  private String tiny;
  private Path model;
  private Path report;

  @BeforeEach
  void write() throws IOException {
    tiny = TinyData.write(temp.resolve("tiny")).toString();
    model = temp.resolve("net.safetensors");
    report = temp.resolve("page.html");
  }

  private CommandRun train(String... more) {
    return run(Stream.of("train", "--epochs", "1", "--quiet"), more);
  }

  private CommandRun grid(String... more) {
    return run(Stream.of("grid", "--epochs", "1", "--learning-rate", "1e-3,1e-2"), more);
  }

  private CommandRun run(Stream<String> command, String... more) {
    List<String> given = List.of("--data", tiny, "--batch-size", "10", "--hidden", "5");
    return CommandRun.of(
        Stream.of(command, given.stream(), Stream.of(more))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  @Test
  void aModelThatIsReplacedIsTold() {
    assertFalse(train("--model", model.toString()).done().err().contains("replaced"));
    String err = train("--model", model.toString()).done().err();
    assertTrue(
        err.contains(model + ": will be replaced; it holds a model of data tiny, hidden 5"), err);
    assertTrue(err.contains(", validation accuracy 0."), err);
  }

  @Test
  void aModelOfAnotherProgramIsToldToBeOne() throws IOException {
    TinyData.foreignModel(model);
    String err = train("--model", model.toString()).done().err();
    assertTrue(
        err.contains(model + ": will be replaced; it holds a model of another program"), err);
  }

  @Test
  void aReportThatIsReplacedIsTold() {
    grid("--report", report.toString()).done();
    String err = grid("--report", report.toString()).done().err();
    assertTrue(err.contains(report + ": will be replaced; it holds a report of grid"), err);
  }

  /** Of a picture, a table, a program, a page of others, a cut model: none is touched. */
  @ParameterizedTest
  @ValueSource(
      strings = {"\u0089PNG\r\n", "index,class\n0,1\n", "\u007fELF", "<!doctype html><p>", "x"})
  void anotherKindOfFileIsRefused(String start) throws IOException {
    byte[] bytes = start.getBytes(StandardCharsets.ISO_8859_1);
    Files.write(model, bytes);
    Files.write(report, bytes);
    assertTrue(train("--model", model.toString()).error(5).contains("another kind of file"));
    assertTrue(grid("--report", report.toString()).error(5).contains("another kind of file"));
    assertArrayEquals(bytes, Files.readAllBytes(model));
    assertArrayEquals(bytes, Files.readAllBytes(report));
  }

  @Test
  void aModelIsNoReport() {
    train("--model", model.toString()).done();
    assertTrue(grid("--report", model.toString()).error(5).contains("another kind of file"));
  }

  @Test
  void anEmptyFileIsTakenWithoutAWord() throws IOException {
    Files.createFile(model);
    assertFalse(train("--model", model.toString()).done().err().contains("replaced"));
    assertTrue(Files.size(model) > 0);
  }

  @Test
  void aDeviceIsTakenWithoutAWordAndStays() throws IOException {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device));
    assertFalse(train("--model", device.toString()).done().err().contains("replaced"));
    assertFalse(Files.isRegularFile(device));
  }

  @Test
  void aFullDeviceIsAnError() {
    Path device = Path.of("/dev/full");
    assumeTrue(Files.exists(device));
    assertTrue(
        train("--model", device.toString()).error(5).contains("the model cannot be written"));
  }

  @Test
  void noClobberRefusesWhatIsThere() throws IOException {
    Files.createFile(model);
    Files.createFile(report);
    for (CommandRun run :
        List.of(
            train("--no-clobber", "--model", model.toString()),
            grid("--no-clobber", "--model", model.toString()),
            grid("--no-clobber", "--report", report.toString()))) {
      assertTrue(run.error(5).contains("exists already"), run::toString);
    }
    assertEquals(0, Files.size(model));
    assertEquals(0, Files.size(report));
  }

  /** The files of a search that goes on are its own. */
  @Test
  void noClobberTakesWhatAResumeGoesOnWith() {
    String[] outputs = {
      "--no-clobber",
      "--resume",
      "--results",
      temp.resolve("trials.csv").toString(),
      "--model",
      model.toString(),
      "--report",
      report.toString()
    };
    grid(outputs).done();
    assertFalse(grid(outputs).done().err().contains("replaced"));
  }
}
