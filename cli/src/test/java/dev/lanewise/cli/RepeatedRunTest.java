package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code train --config MODEL} repeats the run that made a model, to the bits of its weights. */
class RepeatedRunTest {

  private static final String SMALL =
      "--train-size 300 --validation-size 100 --test-size 50 --hidden 8 ";

  private final Optional<String> home = Optional.ofNullable(System.getProperty("lanewise.home"));

  @TempDir private Path temp;
  private Path model;
  private String data = "";

  @BeforeEach
  void write() throws IOException {
    System.setProperty("lanewise.home", CommandRun.home().toString());
    model = temp.resolve("net.safetensors");
    data = TinyData.write(temp.resolve("tiny")).toString();
  }

  @AfterEach
  void restoreHome() {
    home.ifPresentOrElse(
        path -> System.setProperty("lanewise.home", path),
        () -> System.clearProperty("lanewise.home"));
  }

  private static CommandRun run(String line) {
    return CommandRun.of(line.trim().split(" +"));
  }

  private Map<String, Object> made(String options) {
    return run("train --json --model " + model + " " + options).done().document();
  }

  private CommandRun repeat(String typed) {
    return run("train --json --config " + model + " " + typed);
  }

  /** The one line of a repetition that is refused. */
  private String refusal(int code, String typed) {
    return repeat(typed).error(code);
  }

  private static Object weights(Map<String, Object> document) {
    return document.getOrDefault("weightsSha256", "none");
  }

  private static Map<?, ?> settings(Map<String, Object> document) {
    return (Map<?, ?>) document.getOrDefault("settings", Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--epochs 1 --train-size 200",
        SMALL + "--epochs 4 --optimizer adam --beta1 0.8 --schedule one-cycle --dropout 0.2",
        SMALL
            + "--epochs 9 --early-stopping 2 --min-delta 0.01 --monitor loss --optimizer nesterov"
            + " --momentum 0.8 --schedule plateau --plateau-patience 1 --rate-factor 0.5 --seed 7",
        "--train-size 200 --validation-size 50 --hidden 8-7 --init torch --loss svm --epochs 2"
            + " --sampling replacement --optimizer rmsprop --rho 0.9 --epsilon 1e-6",
        "--train-size 200 --hidden 8-7 --activation gelu --label-smoothing 0.1 --epochs 2"
            + " --class-weights balanced --lr-decay 0.9 --warmup-steps 3 --normalize standardize",
        "--train-size 12500 --validation-size 500 --hidden none --epochs 1 --weight-scale 0.02",
        SMALL + "--epochs 3 --schedule cosine --schedule-epochs 5 --reg 0.1 --init he",
      })
  void aRunOnAKnownSet(String options) {
    Map<String, Object> document = made(options);
    Map<String, Object> again = repeat("").done().document();
    assertEquals(settings(document), settings(again));
    assertEquals(weights(document), weights(again));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--seed 3 --optimizer momentum --momentum 0.5 --schedule cosine",
        "--optimizer adam --schedule cosine", // for which the momentum of the model is nothing
        "--optimizer momentum --momentum 0.5 --schedule step --step-epochs 1",
        "--optimizer momentum --momentum 0.5 --schedule cosine --epochs 3",
        "--optimizer momentum --momentum 0.7 --schedule cosine --hidden 9-9",
      })
  void typedOptionsWin(String typed) {
    String options = SMALL + "--epochs 2 --learning-rate 1e-2 ";
    made(options + "--optimizer momentum --momentum 0.5 --schedule cosine");
    Map<String, Object> expected =
        CommandRun.of(
                ("train --json --train-size 300 --validation-size 100 --test-size 50"
                        + " --learning-rate 1e-2 "
                        + (typed.contains("--hidden") ? "" : "--hidden 8 ")
                        + (typed.contains("--epochs") ? "" : "--epochs 2 ")
                        + typed)
                    .split(" +"))
            .done()
            .document();
    Map<String, Object> document = repeat(typed).done().document();
    assertEquals(settings(expected), settings(document));
    assertEquals(weights(expected), weights(document));
  }

  @Test
  void dataThatIsNoKnownSetIsAskedFor() {
    Map<String, Object> document = made("--epochs 3 --batch-size 9 --data " + data);
    String error = refusal(2, "");
    assertTrue(error.contains("trained on tiny, which is no known set"), error);
    assertTrue(error.contains("name the data with --data"), error);
    CommandRun again = repeat("--data " + data).done();
    assertEquals(weights(document), weights(again.document()));
    assertEquals("", again.err());
  }

  @Test
  void otherDataIsWarnedOf() throws IOException {
    made("--epochs 3 --batch-size 9 --data " + data);
    Path other = TinyData.write(temp.resolve("other"));
    byte[] images = Files.readAllBytes(other.resolve("train-images-idx3-ubyte"));
    images[images.length / 2]++;
    Files.write(other.resolve("train-images-idx3-ubyte"), images);
    String err = repeat("--data " + other).done().err();
    assertTrue(err.contains("other data than other; its run is not repeated"), err);
  }

  @Test
  void aFolderThatIsCalledLikeAKnownSet() throws IOException {
    made("--epochs 1 --batch-size 9 --data " + TinyData.write(temp.resolve("sample")));
    String error = refusal(2, "");
    assertTrue(error.startsWith("lanewise: " + model + ": the model was trained on other"), error);
    assertTrue(error.contains("name the data with --data"), error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--normalize unit", "--normalize standardize"})
  void aRunThatBeganWithAModel(String normalize) {
    String tiny = " --batch-size 9 --data " + data;
    made("--hidden 5-4 --activation tanh --normalize standardize --epochs 2" + tiny);
    Path first = model;
    model = temp.resolve("next.safetensors");
    Map<String, Object> document =
        made("--from " + first + " --epochs 3 --train-size 40 " + normalize + tiny);
    String error = refusal(2, "--data " + data);
    assertTrue(error.contains("name it with --from"), error);
    Map<String, Object> again = repeat("--data " + data + " --from " + first).done().document();
    assertEquals(settings(document), settings(again));
    assertEquals(weights(document), weights(again));
    CommandRun other = repeat("--data " + data + " --from " + model).done();
    assertTrue(other.err().contains("a model of other weights"), other.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--learning-rate 1e-2,1e-3 --hidden 5,7 --reg 0 --epochs 3,4",
        "--search halving --trials 4 --epochs 9 --learning-rate 1e-4..1e-1",
        "--folds 3 --learning-rate 1e-2,1e-3 --hidden 5 --reg 0 --epochs 4",
      })
  void theBestOfAGrid(String options) {
    CommandRun grid =
        run("grid --json --batch-size 9 --data " + data + " --model " + model + " " + options);
    Map<?, ?> best = (Map<?, ?>) grid.done().document().getOrDefault("best", Map.of());
    Map<String, Object> again = repeat("--data " + data).done().document();
    assertEquals(best.get("weightsSha256"), weights(again));
    assertEquals(best.get("settings"), settings(again));
  }

  /** Of the sample the validation part has a place of its own, behind training rows left out. */
  @Test
  void aTrainingOnAllRowsThatNoOptionsAskFor() {
    String options = "--train-size 200 --hidden 5 --learning-rate 1e-3 --reg 0 --epochs 1";
    run("grid --folds 2 --model " + model + " " + options).done();
    String error = refusal(2, "");
    assertTrue(error.contains("do not follow one another"), error);
    assertEquals(0, repeat("--train-size 100").code());
  }

  @Test
  void filesThatTellNoRun() throws IOException {
    Path saved = temp.resolve("run.checkpoint");
    made("--epochs 1 --batch-size 9 --data " + data + " --checkpoint " + saved);
    Path notes = Files.copy(model, temp.resolve("notes.toml")); // known by its content
    assertEquals(0, run("train --config " + notes + " --data " + data).code());
    String grid = run("grid --config " + notes).error(2);
    assertTrue(grid.contains("is a model, whose run lanewise train --config repeats"), grid);
    String checkpoint = run("train --config " + saved).error(3);
    assertTrue(checkpoint.contains(saved + ": lanewise.format"), checkpoint);
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length - 5]++;
    Files.write(model, bytes);
    assertTrue(refusal(3, "").contains("the checksum is"));
    Files.write(model, new byte[0]);
    assertTrue(refusal(3, "").startsWith("lanewise: " + model + ": "));
    TinyData.foreignModel(model);
    assertTrue(refusal(3, "").contains("does not tell how it was trained; expected a model"));
  }

  @Test
  void aTypedValueThatDoesNotFitTheModel() {
    made("--epochs 2 --batch-size 9 --data " + data);
    String error = refusal(2, "--data " + data + " --train-size 3 --validation-size 3");
    assertTrue(
        error.startsWith("lanewise: " + model + ": lanewise.config.batch_size: --batch-size 9"),
        error);
    assertFalse(repeat("--data " + data).err().contains("lanewise.config"));
    assertNotEquals(0, repeat("--data nowhere").code());
  }
}
