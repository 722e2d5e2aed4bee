package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.kernels.Backends;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code train --config MODEL} with models whose files tell another run, or not all of one. */
class RecordedPlanTest {

  @TempDir private Path temp;
  private Path model;
  private String data = "";

  @BeforeEach
  void write() throws IOException {
    model = temp.resolve("net.safetensors");
    data = TinyData.write(temp.resolve("tiny")).toString();
  }

  private CommandRun train(String... options) {
    return CommandRun.of(
        Stream.concat(Stream.of("train", "--json", "--data", data), Stream.of(options))
            .toArray(String[]::new));
  }

  private Map<String, Object> made(String options) {
    return train(("--batch-size 9 --model " + model + " " + options).trim().split(" +"))
        .done()
        .document();
  }

  private CommandRun repeat() {
    return train("--config", model.toString());
  }

  /** An interrupted run has the weights of its best epoch: they are the end of a shorter one. */
  @Test
  void anInterruptedRunEndsWithItsBestEpoch() throws IOException {
    Map<String, Object> document = made("--epochs 9 --learning-rate 0.2 --schedule cosine");
    int best = (Integer) document.getOrDefault("bestEpoch", 0);
    assertTrue(best < 9, "the last epoch is the best");
    change(entries -> entries.put("status", "interrupted"));
    Map<String, Object> again = repeat().done().document();
    assertEquals(document.get("weightsSha256"), again.get("weightsSha256"));
    assertEquals(best, ((Map<?, ?>) again.getOrDefault("settings", Map.of())).get("epochs"));
    change(entries -> entries.put("best_epoch", "0"));
    String error = repeat().error(2);
    assertTrue(error.contains("interrupted in its first epoch"), error);
  }

  /** Writes the model once more, as if its run had told other things. */
  private void change(Consumer<Map<String, String>> change) throws IOException {
    try (Parallel alone = new Parallel(1);
        Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      ModelFile.Loaded loaded = ModelFile.read(model, Backends.scalar(alone), workspace);
      Map<String, String> entries = new LinkedHashMap<>(loaded.configuration());
      change.accept(entries);
      ModelFile.write(model, loaded.classifier(), entries);
    }
  }

  @Test
  void aModelOfAnEarlierVersion() throws IOException {
    Map<String, Object> document = made("--epochs 2");
    change(entries ->
        entries
            .keySet()
            .removeAll(
                List.of(
                    "warmup_steps",
                    "schedule",
                    "monitor",
                    "label_smoothing",
                    "class_weights",
                    "status")));
    assertEquals(document.get("weightsSha256"), repeat().done().document().get("weightsSha256"));
  }

  @ParameterizedTest
  @CsvSource({
    "hidden, ''",
    "learning_rate, ''",
    "lr_decay, ''",
    "sampling, ''",
    "init, ''",
    "seed, ''",
    "train_size, ''",
    "normalize, ''",
    "learning_rate, fast",
    "optimizer, lion",
    "epochs, 0",
  })
  void anEntryThatIsMissingOrWrong(String key, String value) throws IOException {
    made("--epochs 1");
    change(entries -> {
      entries.remove(key);
      if (!value.isEmpty()) {
        entries.put(key, value);
      }
    });
    String error = repeat().error(3);
    assertTrue(error.startsWith("lanewise: " + model + ": lanewise.config." + key + ": "), error);
    assertEquals(value.isEmpty(), error.contains("is missing; expected "), error);
  }

  @Test
  void anOptimizerWithoutItsNumbers() throws IOException {
    made("--optimizer momentum --epochs 1");
    change(entries -> entries.remove("momentum"));
    String error = repeat().error(3);
    assertTrue(error.contains("lanewise.config.momentum: is missing"), error);
  }
}
