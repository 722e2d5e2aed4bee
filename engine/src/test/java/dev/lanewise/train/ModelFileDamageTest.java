package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Widths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model file that was damaged anywhere is refused. */
class ModelFileDamageTest {

  @TempDir Path folder;

  private Path file;
  private byte[] whole;

  @BeforeEach
  void writeModel() throws IOException {
    file = folder.resolve("model.safetensors");
    try (Workspace workspace = new Workspace()) {
      ModelFile.write(file, Models.classifier(workspace), Map.of("seed", "7"));
    }
    whole = Files.readAllBytes(file);
    assertTrue(whole.length > 500 && whole.length < 3000, whole.length + " bytes");
  }

  private void assertRefused(byte[] bytes, String what) throws IOException {
    Files.write(file, bytes);
    try (Workspace workspace = new Workspace()) {
      assertThrows(
          MalformedFileException.class,
          () -> ModelFile.read(file, Widths.scalar(), workspace),
          what);
    }
  }

  private void flip(int at, int bit) throws IOException {
    byte[] bytes = whole.clone();
    bytes[at] ^= (byte) (1 << bit);
    assertRefused(bytes, "byte %d, bit %d".formatted(at, bit));
  }

  @Test
  void aFlippedBitInEveryByte() throws IOException {
    for (int at = 0; at < whole.length; at++) {
      flip(at, at * 5 % 8);
    }
  }

  @Test
  @Tag("thorough")
  void everyFlippedBit() throws IOException {
    for (int at = 0; at < whole.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        flip(at, bit);
      }
    }
  }

  @Test
  void everyTruncation() throws IOException {
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), length + " bytes");
    }
  }

  @Test
  void aByteTooMany() throws IOException {
    assertRefused(Arrays.copyOf(whole, whole.length + 1), "a zero at the end");
  }
}
