package dev.lanewise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a system says of its caches is taken if it can be understood, else the given size. */
class CachesTest {

  private static final long OTHERWISE = 12_345;

  @TempDir private Path folder;

  private void cache(int index, String level, String type, String size) throws IOException {
    Path cache = Files.createDirectories(folder.resolve("index" + index));
    Files.writeString(cache.resolve("level"), level + "\n");
    Files.writeString(cache.resolve("type"), type + "\n");
    Files.writeString(cache.resolve("size"), size + "\n");
  }

  private void usualMachine() throws IOException {
    cache(0, "1", "Data", "48K");
    cache(1, "1", "Instruction", "32K");
    cache(2, "2", "Unified", "1024K");
    cache(3, "3", "Unified", "32768K");
  }

  private long size(int level) {
    return Caches.size(folder, level, OTHERWISE);
  }

  @Test
  void ofAUsualMachine() throws IOException {
    usualMachine();
    assertEquals(48 << 10, size(1));
    assertEquals(1 << 20, size(2));
    assertEquals(32 << 20, size(3));
    assertEquals(OTHERWISE, size(4));
  }

  @Test
  void instructionsDoNotCount() throws IOException {
    cache(0, "2", "Instruction", "256K");
    cache(1, "2", "Data", "512K");
    assertEquals(512 << 10, size(2));
  }

  @Test
  void mebibytes() throws IOException {
    cache(0, "3", "Unified", "384M");
    assertEquals(384 << 20, size(3));
    cache(0, "3", "Unified", "999999999M");
    assertEquals(999_999_999L << 20, size(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "K", "0K", "1024", "1024 K", "1024k", "-1K", "1.5M", "9999999999K"})
  void oddSizes(String size) throws IOException {
    cache(0, "2", "Unified", size);
    assertEquals(OTHERWISE, size(2));
  }

  @Test
  void noFolder() {
    assertEquals(OTHERWISE, Caches.size(folder.resolve("none"), 2, OTHERWISE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"level", "type", "size"})
  void aMissingFile(String file) throws IOException {
    usualMachine();
    Files.delete(folder.resolve("index2").resolve(file));
    assertEquals(48 << 10, size(1));
    assertEquals(OTHERWISE, size(2));
  }

  @Test
  void bytesThatAreNoText() throws IOException {
    usualMachine();
    Files.write(folder.resolve("index2").resolve("size"), new byte[] {(byte) 0xFF, 'K'});
    assertEquals(OTHERWISE, size(2));
  }

  @Test
  void ofThisMachine() {
    assertTrue(Caches.L2 >= 1 << 10, "L2 " + Caches.L2);
    assertTrue(Caches.L3 >= 1 << 10, "L3 " + Caches.L3);
  }
}
