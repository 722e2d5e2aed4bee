package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {

  @TempDir Path folder;

  private void assertWrong(String wrong, Path path) {
    String message = SetFiles.errorOf(path, path, "");
    assertEquals(wrong, message.substring(0, message.indexOf(';')));
    assertTrue(message.contains("data_batch_1.bin"), message);
    assertTrue(message.contains("train-images-idx3-ubyte"), message);
  }

  @Test
  void theKindIsToldByTheFiles() throws IOException {
    Path cifar10 = SetFiles.cifarFolder(folder.resolve("a"));
    Path idx = SetFiles.idxGzFolder(folder.resolve("b"));
    try (Workspace workspace = new Workspace()) {
      assertEquals(3072, DataSets.open(cifar10, SplitSizes.DEFAULTS, workspace).inputs());
      DataSet set = DataSets.open(idx.resolve(".").resolve(""), SplitSizes.DEFAULTS, workspace);
      assertEquals(6, set.inputs());
      assertEquals("b", set.name());
    }
  }

  @Test
  void whatIsNoFolderOfDataIsTold() throws IOException {
    assertWrong("is missing", folder.resolve("nowhere"));
    assertWrong("is not a folder", Files.writeString(folder.resolve("file"), "x"));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertWrong("holds neither kind of data", empty);
    Files.writeString(empty.resolve("readme.txt"), "nothing here");
    assertWrong("holds neither kind of data", empty);
    SetFiles.cifarFolder(empty);
    SetFiles.idxFolder(empty);
    assertWrong("holds both CIFAR-10 and IDX files", empty);
  }
}
