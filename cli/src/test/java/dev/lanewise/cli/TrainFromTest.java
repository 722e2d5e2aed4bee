package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code train --from}: a model's weights, all else new. */
class TrainFromTest {

  private static final String NOTHING_MOVES = "--learning-rate 1e-60 --epochs 1 --batch-size 9 ";

  @TempDir private Path temp;
  private Path data;
  private Path model;
  private Map<String, Object> trained = Map.of();

  @BeforeEach
  void write() throws IOException {
    data = TinyData.write(temp.resolve("tiny"));
    model = temp.resolve("net.safetensors");
    trained =
        train(
                "--hidden 5-4 --activation tanh --normalize standardize --epochs 3"
                    + " --learning-rate 0.05 --batch-size 9 --json --model "
                    + model)
            .done()
            .document();
  }

  private CommandRun train(String options) {
    return CommandRun.of(List.of("train", "--data", data.toString()), options.trim().split(" +"));
  }

  private CommandRun from(String options) {
    return train("--from " + model + " " + options);
  }

  private static Object weights(Map<String, Object> document) {
    return document.getOrDefault("weightsSha256", "none");
  }

  private static Map<?, ?> settings(Map<String, Object> document) {
    return (Map<?, ?>) document.getOrDefault("settings", Map.of());
  }

  @Test
  void beginsWithTheWeightsOfTheModel() throws IOException {
    Path next = temp.resolve("next.safetensors");
    Map<String, Object> document = from(NOTHING_MOVES + "--json --model " + next).done().document();
    assertEquals(weights(trained), weights(document));
    assertEquals(trained.get("testAccuracy"), document.get("testAccuracy"));
    assertEquals(1, document.get("bestEpoch"));
    assertEquals(weights(trained), settings(document).get("fromSha256"));
    assertEquals(List.of(5, 4), settings(document).get("hidden"));
    assertEquals("tanh", settings(document).get("activation"));
    assertEquals("standardize", settings(document).get("normalize"));
    Map<String, String> metadata = Safetensors.metadata(next);
    assertEquals(weights(trained), metadata.get("lanewise.config.from_sha256"));
    assertTrue(!metadata.toString().contains(temp.toString()), "a path");
    assertTrue(!Safetensors.metadata(model).containsKey("lanewise.config.from_sha256"));
  }

  @Test
  void aNormalizationThatIsTypedIsFitted() {
    Map<String, Object> kept = from("--epochs 2 --json --batch-size 9").done().document();
    Map<String, Object> typed =
        from("--epochs 2 --json --batch-size 9 --normalize unit").done().document();
    assertEquals("unit", settings(typed).get("normalize"));
    assertNotEquals(weights(kept), weights(typed));
  }

  @Test
  void batchesLargerThanThoseOfAnEvaluation() {
    CommandRun run =
        CommandRun.of(
            "train",
            "--data",
            CommandRun.sample(),
            "--epochs",
            "1",
            "--train-size",
            "700",
            "--hidden",
            "4",
            "--model",
            model.toString(),
            "--quiet");
    run.done();
    CommandRun.of(
            "train",
            "--data",
            CommandRun.sample(),
            "--epochs",
            "1",
            "--train-size",
            "700",
            "--batch-size",
            "650",
            "--from",
            model.toString())
        .done();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | --hidden 5 | --hidden: 5 is typed, the model has 5-4",
        "3 | --activation relu | --activation: relu is typed, the model has tanh",
        "2 | --init he | --init and --weight-scale draw weights",
        "2 | --weight-scale 0.1 | --init and --weight-scale draw weights",
        "2 | --batch-size 0 | batch size must be at least 1",
      })
  void optionsThatDoNotFit(int code, String options, String told) {
    String error = from(options).error(code);
    assertTrue(error.contains(told), error);
  }

  @Test
  void dataThatDoesNotFit() {
    String error =
        CommandRun.of("train", "--data", CommandRun.sample(), "--from", model.toString()).error(3);
    assertTrue(error.contains(model + ": the model takes 4 inputs, data sample has 784"), error);
  }

  @Test
  void classesThatDoNotFit() throws IOException {
    Files.writeString(data.resolve("classes.txt"), "cat\ndog\nbird\n");
    train("--hidden 5 --epochs 1 --batch-size 9 --model " + model).done();
    Files.writeString(data.resolve("classes.txt"), "bird\ndog\ncow\n");
    String error = from("--batch-size 9").error(3);
    assertTrue(error.contains("has classes that the model does not have: cow"), error);
    Files.writeString(data.resolve("classes.txt"), "bird\ndog\ncat\n");
    from("--batch-size 9 --epochs 1").done();
  }

  @Test
  void aModelThatIsDamagedOrMissing() throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length - 1] ^= 1;
    Files.write(model, bytes);
    assertTrue(from("").error(3).contains("the file is damaged"));
    Files.delete(model);
    assertTrue(from("").error(3).contains(model.toString()));
  }

  @Test
  void aCheckpointWinsAndNeedsNoModel() throws IOException {
    Path file = temp.resolve("run.checkpoint");
    Path other = temp.resolve("other.safetensors");
    train("--hidden 5-4 --activation tanh --epochs 1 --batch-size 9 --seed 5 --model " + other)
        .done();
    String options = "--batch-size 9 --learning-rate 0.01 --optimizer adam --json ";
    Map<String, Object> straight = TrainResumeTest.figures(from(options + "--epochs 4"));
    from(options + "--epochs 2 --checkpoint " + file).done();
    byte[] checkpoint = Files.readAllBytes(file);
    String resume = "--resume --json --epochs 4 --checkpoint " + file;
    String error = train(resume + " --from " + other).error(3);
    assertTrue(error.contains(weights(trained).toString()), error);
    assertEquals(straight, TrainResumeTest.figures(from(resume)));
    Files.write(file, checkpoint);
    Files.delete(model);
    assertEquals(straight, TrainResumeTest.figures(train(resume)));
    Files.delete(file);
    train("--epochs 1 --batch-size 9 --checkpoint " + file).done();
    error = train("--resume --checkpoint " + file + " --from " + other).error(3);
    assertTrue(error.contains("no model that it began from"), error);
  }
}
