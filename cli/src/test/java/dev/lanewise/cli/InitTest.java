package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.io.Safetensors;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --init} does to nets of different depths, in {@code train} and {@code grid}. */
class InitTest {

  @TempDir private Path temp;
  private String tiny = "";

  @BeforeEach
  void writeData() throws IOException {
    tiny = TinyData.write(temp.resolve("tiny")).toString();
  }

  private static CommandRun run(String line, String... more) {
    return CommandRun.of(List.of(line.split(" ")), more);
  }

  private CommandRun train(String options) {
    String base = "train --data " + tiny + " --batch-size 10 --epochs 3 ";
    return run(base + options, "--json").done();
  }

  private String witness(String options) {
    return train(options).document().get("weightsSha256").toString();
  }

  /** With weights of deviation 1e-3 a net of this depth guesses for all five epochs. */
  @Test
  void aDeepNetLearnsByDefault() {
    CommandRun run =
        run("train --hidden 100-100-100 --epochs 5", "--json", "--data", CommandRun.sample())
            .done();
    double accuracy = ((Number) run.document().get("validationAccuracy")).doubleValue();
    assertTrue(accuracy >= 0.8, "validation accuracy " + accuracy);
    assertEquals("", run.err(), "no hint");
  }

  /** Golden values: what version 0.1's first commits gave, before there was another way. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --hidden 60-40 --weight-scale 1e-3                    | 391d7ffbef38c1534fa0c73d92c83e78227f26e0c5e9ed757dfb14aadb04bf43
          --hidden 60-40 --init gaussian                        | 391d7ffbef38c1534fa0c73d92c83e78227f26e0c5e9ed757dfb14aadb04bf43
          --hidden 60-40 --weight-scale 0.05 --activation tanh  | 725413035c0a6d9e35a397476afce44cab608e8a1fd722b5171f101ff110e5fc
          --hidden none                                         | 0aee751e723e99355c1832db9399fe49bac8bd4932e72c7b589a73899dfd3816
          --hidden 60 --normalize standardize                   | 0688e6521c91fd658032284ddca64ceca58b1d07b8b64110210770fa4259a669
          --hidden 60 --normalize standardize --init gaussian   | 0688e6521c91fd658032284ddca64ceca58b1d07b8b64110210770fa4259a669
          """)
  void whatWasBeforeKeepsItsBits(String options, String witness) {
    CommandRun run =
        run("train --epochs 3 " + options, "--json", "--data", CommandRun.sample()).done();
    assertEquals(witness, run.document().get("weightsSha256"));
  }

  @Test
  void autoIsGaussianUpToOneHiddenLayerAndNotHeBeyond() {
    for (String hidden : List.of("none", "5")) {
      assertEquals(witness("--hidden " + hidden), witness("--init gaussian --hidden " + hidden));
      assertNotEquals(witness("--hidden " + hidden), witness("--init he --hidden " + hidden));
    }
    assertEquals(witness("--hidden 5-4"), witness("--init auto --hidden 5-4"));
    assertNotEquals(witness("--hidden 5-4"), witness("--init gaussian --hidden 5-4"));
    assertNotEquals(witness("--hidden 5-4"), witness("--init he --hidden 5-4"));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> trials(CommandRun run) {
    return (List<Map<String, Object>>) run.done().document().get("trials");
  }

  private static String option(Object hidden) {
    String text = hidden.toString().replaceAll("[\\[\\] ]", "").replace(',', '-');
    return text.isEmpty() ? "none" : text;
  }

  /** Depths mixed, as train gives them: together, by themselves, drawn and by halving. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--epochs 3,1", "--no-fuse --epochs 3,1", "--search halving --epochs 9",
        "--search random --trials 5 --epochs 2,3", "--init he --epochs 2", "--init gaussian"
      })
  void everyTrialIsTheRunOfTrain(String options) {
    String grid =
        "grid --data "
            + tiny
            + " --batch-size 10 --hidden none,5,5-4,4-5-3 --learning-rate 1e-3"
            + " --reg 0.5,0 ";
    String init = options.startsWith("--init") ? options.replaceFirst(" --epochs.*", "") : "";
    for (Map<String, Object> trial : trials(run(grid + options, "--json"))) {
      String settings =
          "--hidden %s --learning-rate %s --reg %s --epochs %s %s"
              .formatted(
                  option(trial.get("hidden")),
                  trial.get("learningRate"),
                  trial.get("reg"),
                  trial.get("epochs"),
                  init);
      CommandRun alone =
          run("train --data " + tiny + " --batch-size 10 " + settings.strip(), "--json").done();
      assertEquals(
          alone.document().get("weightsSha256"), trial.get("weightsSha256"), trial.toString());
    }
  }

  /** Each line says what its own net was drawn by, and a search goes on with such lines. */
  @ParameterizedTest
  @ValueSource(strings = {"csv", "jsonl"})
  void resultsTellHowWeightsWereDrawn(String kind) throws IOException {
    Path file = temp.resolve("t." + kind);
    String grid =
        "grid --data " + tiny + " --batch-size 10 --hidden none,5,5-4 --epochs 2 --results " + file;
    run(grid).done();
    assertEquals(Map.of("none", "gaussian", "5", "gaussian", "5-4", "auto"), initByHidden(file));
    String before = Files.readString(file);
    run(grid + " --resume").done();
    assertEquals(before, Files.readString(file));
    String line = run(grid + " --resume --json --init he").error(3);
    assertTrue(line.contains("init is gaussian; expected he"), line);
    assertEquals(before, Files.readString(file));
    Path scaled = temp.resolve("scaled." + kind);
    String gaussian = grid.replace(file.toString(), scaled.toString());
    run(gaussian + " --weight-scale 1e-3").done();
    assertEquals(
        Map.of("none", "gaussian", "5", "gaussian", "5-4", "gaussian"), initByHidden(scaled));
  }

  private static Map<String, String> initByHidden(Path file) throws IOException {
    Map<String, String> inits = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(file);
    boolean json = lines.getFirst().startsWith("{");
    List<String> head = List.of(lines.getFirst().split(",", -1));
    for (String line : json ? lines : lines.subList(1, lines.size())) {
      if (json) {
        Map<String, Object> document =
            new CommandRun(0, line + System.lineSeparator(), "").document();
        inits.put(option(document.get("hidden")), document.get("init").toString());
      } else {
        List<String> cells = List.of(line.split(",", -1));
        inits.put(cells.get(head.indexOf("hidden")), cells.get(head.indexOf("init")));
      }
    }
    return inits;
  }

  @ParameterizedTest
  @CsvSource({
    "--hidden 5, gaussian",
    "--hidden 5-4, auto",
    "--hidden 5-4 --init he, he",
    "--hidden 5-4 --weight-scale 0.1, gaussian"
  })
  void theModelTellsHowWeightsWereDrawn(String options, String init) throws IOException {
    Path model = temp.resolve("net.safetensors");
    train(options + " --model " + model);
    assertEquals(init, metadata(model, "lanewise.config.init"));
    assertEquals(init, metadata(model, "lanewise.init"));
    Path best = temp.resolve("best.safetensors");
    run("grid --data " + tiny + " --batch-size 10 " + options + " --model " + best).done();
    assertEquals(init, metadata(best, "lanewise.config.init"));
  }

  private static String metadata(Path model, String key) throws IOException {
    try (Workspace workspace = new Workspace()) {
      return Safetensors.read(model, workspace).metadata().getOrDefault(key, "none");
    }
  }

  /** Weights of another kind have no scale: neither one nor a list nor a range of them. */
  @Test
  void aWeightScaleBesideAnotherInitIsRefused() {
    List<String> scales = new ArrayList<>();
    for (String command : List.of("train", "grid")) {
      for (String init : List.of("he", "auto")) {
        String start = command + " --data " + tiny + " --init " + init + " --weight-scale ";
        scales.add(start + "1e-3");
        if (command.equals("grid")) {
          scales.add(start + "1e-3,1e-2");
          scales.add(start + "1e-3..1e-2 --search random");
        }
      }
    }
    for (String line : scales) {
      String error = run(line).error(2);
      assertTrue(error.contains("--weight-scale is for --init gaussian, got --init "), error);
    }
    Stream.of("--init gaussian --weight-scale 0.1", "--weight-scale 0.1 --init gaussian")
        .forEach(options -> assertEquals(witness("--weight-scale 0.1"), witness(options)));
  }
}
