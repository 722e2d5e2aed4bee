package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code evaluate} and {@code predict} on data that may not be that of the model. */
class ModelAndDataTest {

  private final Optional<String> home = Optional.ofNullable(System.getProperty("lanewise.home"));

  @TempDir private Path temp;
  private Path model;
  private Path data;

  /** A home whose sample is the tiny data. */
  @BeforeEach
  void write() throws IOException {
    model = temp.resolve("net.safetensors");
    data = TinyData.write(temp.resolve("home/data/sample"));
    System.setProperty("lanewise.home", temp.resolve("home").toString());
  }

  @AfterEach
  void restoreHome() {
    home.ifPresentOrElse(
        path -> System.setProperty("lanewise.home", path),
        () -> System.clearProperty("lanewise.home"));
  }

  private void train(Path folder, String... options) {
    CommandRun.of(
            List.of(
                "train",
                "--data",
                folder.toString(),
                "--batch-size",
                "9",
                "--hidden",
                "none",
                "--learning-rate",
                "0.01",
                "--epochs",
                "20",
                "--quiet",
                "--model",
                model.toString()),
            options)
        .done();
  }

  private CommandRun evaluate(String... options) {
    return CommandRun.of(List.of("evaluate", "--model", model.toString()), options);
  }

  private CommandRun predict(String... options) {
    return CommandRun.of(List.of("predict", "--model", model.toString()), options);
  }

  /** The tiny data with its classes listed in another order: class c as class {@code order[c]}. */
  private Path reordered(List<String> names, int... order) throws IOException {
    Path folder = TinyData.write(temp.resolve("other"));
    for (String part : List.of("train", "t10k")) {
      Path labels = folder.resolve(part + "-labels-idx1-ubyte");
      byte[] bytes = Files.readAllBytes(labels);
      for (int i = 8; i < bytes.length; i++) {
        bytes[i] = (byte) order[bytes[i]];
      }
      Files.write(labels, bytes);
    }
    Files.write(folder.resolve("classes.txt"), names);
    return folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "test"})
  void classesInAnotherOrderGiveTheSameFigures(String split) throws IOException {
    Files.write(data.resolve("classes.txt"), List.of("cat", "dog", "été"));
    train(data);
    String other = reordered(List.of("dog", "e\u0301te\u0301", "cat"), 2, 0, 1).toString();
    Map<String, Object> expected =
        evaluate("--json", "--split", split, "--data", data.toString()).done().document();
    Map<String, Object> found =
        evaluate("--json", "--split", split, "--data", other).done().document();
    for (String key : List.of("accuracy", "loss", "confusion", "perClass")) {
      assertEquals(expected.get(key), found.get(key), key);
    }
    assertTrue(expected.get("perClass").toString().contains("class=été"), expected.toString());
    assertEquals(
        evaluate("--split", split, "--data", data.toString()).done().err(),
        evaluate("--split", split, "--data", other).done().err(),
        "also of rows that it was trained on");
    assertEquals(
        predict("--split", split, "--data", data.toString()).done().out(),
        predict("--split", split, "--data", other).done().out());
  }

  @Test
  void otherClassesAreRefused() throws IOException {
    Files.write(data.resolve("classes.txt"), List.of("cat", "dog", "cow"));
    train(data);
    String other = reordered(List.of("cat", "dog", "hen"), 0, 1, 2).toString();
    for (CommandRun run : List.of(evaluate("--data", other), predict("--data", other))) {
      assertEquals(
          "lanewise: "
              + model
              + ": data other has classes that the model does not have: hen; the data has cat,"
              + " dog, hen; expected those of the model: cat, dog, cow",
          run.error(3));
    }
  }

  /** Numbers say nothing, so they are not refused, but neither taken without a word. */
  @Test
  void numbersAndNamesAreMatchedByPosition() throws IOException {
    train(data);
    CommandRun numbers = evaluate("--data", data.toString(), "--json").done();
    assertEquals("", numbers.err());
    String other = reordered(List.of("cat", "dog", "cow"), 0, 1, 2).toString();
    CommandRun named = evaluate("--data", other, "--json").done();
    for (String key : List.of("accuracy", "loss", "confusion", "perClass")) {
      assertEquals(numbers.document().get(key), named.document().get(key), key);
    }
    assertEquals(
        "warning: "
            + model
            + ": the classes of the model or of data other have numbers for names; they are taken"
            + " to be in the same order\n",
        named.err());
  }

  /** Pictures of 0 and 1 instead of 0 to 255, and a model of another program that wants 0 to 1. */
  @Test
  void inputsOfAnotherScaleAreWarnedOf() throws IOException {
    train(data, "--normalize", "none");
    byte[] trained = Files.readAllBytes(data.resolve("train-images-idx3-ubyte"));
    int largest = 0;
    for (int i = 16; i < 16 + 54 * TinyData.INPUTS; i++) {
      largest = Math.max(largest, Byte.toUnsignedInt(trained[i]));
    }
    Path dark = TinyData.write(temp.resolve("dark"));
    for (String part : List.of("train", "t10k")) {
      Path images = dark.resolve(part + "-images-idx3-ubyte");
      byte[] bytes = Files.readAllBytes(images);
      for (int i = 16; i < bytes.length; i++) {
        bytes[i] = (byte) (bytes[i] != 0 ? 1 : 0);
      }
      Files.write(images, bytes);
    }
    String line =
        "warning: %s: data dark has inputs up to 1.000, the model was trained on inputs up to about"
                .formatted(model)
            + " %d.0; scale them alike\n".formatted(largest);
    assertEquals(line, evaluate("--data", dark.toString()).done().err());
    assertEquals(line, predict("--data", dark.toString()).done().err());
    assertEquals("", evaluate("--data", data.toString(), "--split", "validation").done().err());
  }

  @Test
  void withoutDataTheKnownSetOfTheModelIsTaken() {
    train(data);
    assertEquals(
        evaluate("--data", data.toString(), "--json").done().out(),
        evaluate("--json").done().out());
    assertEquals(predict("--data", data.toString()).done().out(), predict().done().out());
  }

  /** Of a folder called like a known set, of another one, and of no data that is known. */
  @Test
  void withoutDataAModelOfAFolderOfOnesOwnAsksForIt() throws IOException {
    Path own = TinyData.write(temp.resolve("own/sample"));
    byte[] bytes = Files.readAllBytes(own.resolve("train-images-idx3-ubyte"));
    bytes[16]++;
    Files.write(own.resolve("train-images-idx3-ubyte"), bytes);
    train(own);
    assertAsksForData("the model was trained on other data than the known set sample");
    train(TinyData.write(temp.resolve("tiny")));
    assertAsksForData(
        "the model was trained on tiny, which is no known set, and model files hold no paths");
    TinyData.foreignModel(model);
    for (CommandRun run : List.of(evaluate(), predict())) {
      assertEquals(2, run.code());
      assertTrue(run.errorLine().contains("does not tell what data"), run.err());
    }
  }

  private void assertAsksForData(String why) {
    for (CommandRun run : List.of(evaluate("--json"), predict())) {
      String line = run.error(2);
      assertTrue(
          line.startsWith("lanewise: %s: %s; name the data with --data (".formatted(model, why)),
          line);
    }
  }

  /** The tiny data has 60 training rows, of which by default 54 train and 6 validate. */
  @ParameterizedTest
  @CsvSource({
    "'', --split train, all of these 54",
    "'', --split validation, none",
    "'', --split test, none",
    "--train-size 20, --split train, 20 of these 54",
    "--train-size 20, --split train --train-size 9, all of these 9",
    "--train-size 57, --split validation, 3 of these 6",
    "--train-size 20 --validation-size 0, --split validation --train-size 19, 1 of these 6",
    "--train-size 20, --split validation --train-size 20, none"
  })
  void rowsThatTheModelWasTrainedOnAreTold(String training, String evaluation, String told)
      throws IOException {
    train(data, words(training));
    assertTold(told, evaluate(words(evaluation)));
    Path copy = temp.resolve("copy"); // the data is known by its content, not by its name
    TinyData.write(copy);
    assertTold(told, evaluate(words(evaluation + " --data " + copy)));
  }

  private static String[] words(String text) {
    return text.isEmpty() ? new String[0] : text.strip().split(" ");
  }

  private void assertTold(String told, CommandRun run) {
    String line =
        told.equals("none")
            ? ""
            : "warning: %s: the model was trained on %s samples; new ones may give other figures\n"
                .formatted(model, told);
    assertEquals(line, run.done().err());
  }

  @Test
  void rowsOfOtherDataAreNotToldOf() throws IOException {
    train(data);
    Path other = TinyData.write(temp.resolve("other"));
    byte[] bytes = Files.readAllBytes(other.resolve("train-labels-idx1-ubyte"));
    bytes[8] = (byte) ((bytes[8] + 1) % 3);
    Files.write(other.resolve("train-labels-idx1-ubyte"), bytes);
    assertTold("none", evaluate("--data", other.toString(), "--split", "train"));
  }

  /** The best trial of a cross-validation is trained once more on both parts. */
  @ParameterizedTest
  @CsvSource({
    "false, '',                54, 6",
    "true,  '',                60, 5",
    "true,  --train-size 20,   20, 5",
    "false, --train-size 20,   20, 6",
    "true,  --validation-size 3, 60, 3"
  })
  void aRefitTrainsOnTheValidationPartToo(
      boolean ownValidation, String sizes, int training, int validation) throws IOException {
    if (ownValidation) {
      for (String kind : List.of("images-idx3-ubyte", "labels-idx1-ubyte")) {
        Files.copy(data.resolve("t10k-" + kind), data.resolve("validation-" + kind));
      }
    }
    CommandRun.of(
            List.of(
                words(
                    "grid --folds 2 --hidden 4 --learning-rate 0.01 --epochs 1 --reg 0 --batch-size"
                        + " 9 --quiet --data sample --model "
                        + model)),
            words(sizes))
        .done();
    assertTold("all of these " + training, evaluate(words("--split train " + sizes)));
    assertTold("all of these " + validation, evaluate(words("--split validation " + sizes)));
    assertTold("none", evaluate("--split", "test"));
  }
}
