package dev.lanewise.cli;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What an option writes, and how a file that is already there is known to be of the same kind. */
enum OutputKind {
  /** A model, as safetensors. */
  MODEL("--model", "a model (safetensors)") {
    @Override
    Optional<String> describe(Path file) throws IOException {
      try {
        Map<String, String> metadata = Safetensors.metadata(file);
        boolean checkpoint = metadata.getOrDefault(FORMAT, "").contains("checkpoint");
        return checkpoint ? Optional.empty() : Optional.of(model(metadata));
      } catch (MalformedFileException e) {
        return Optional.empty();
      }
    }
  },

  /** A page with the trials of a search. */
  REPORT("--report", "a report of grid (HTML)") {
    @Override
    Optional<String> describe(Path file) throws IOException {
      try (InputStream in = Files.newInputStream(file)) {
        String start = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
        boolean ours =
            start.toLowerCase(Locale.ROOT).startsWith("<!doctype html>")
                && start.contains("<title>Grid search</title>");
        return ours ? Optional.of("a report of grid") : Optional.empty();
      }
    }
  };

  private static final int HEAD_BYTES = 4096;
  private static final String FORMAT = Safetensors.OWN_PREFIX + "format";

  private final String option;
  private final String expected;

  OutputKind(String option, String expected) {
    this.option = option;
    this.expected = expected;
  }

  /** What a file is that is not empty; empty if it is of another kind. */
  abstract Optional<String> describe(Path file) throws IOException;

  /** The option that names the file. */
  String option() {
    return option;
  }

  /** What the option writes. */
  String expected() {
    return expected;
  }

  private static String model(Map<String, String> metadata) {
    boolean ours =
        metadata.keySet().stream().anyMatch(key -> key.startsWith(Safetensors.OWN_PREFIX));
    StringBuilder text = new StringBuilder(ours ? "a model" : "a model of another program");
    add(text, " of data ", metadata.getOrDefault(Provenance.PREFIX + "data", ""));
    add(text, ", hidden ", metadata.getOrDefault(Provenance.PREFIX + "hidden", ""));
    add(text, ", validation accuracy ", accuracy(metadata));
    return text.toString();
  }

  private static String accuracy(Map<String, String> metadata) {
    String value = metadata.getOrDefault(Provenance.PREFIX + "validation_accuracy", "");
    try {
      return value.isEmpty() ? "" : Accuracy.text(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      return ""; // another program's
    }
  }

  private static void add(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) {
      text.append(name).append(value);
    }
  }
}
