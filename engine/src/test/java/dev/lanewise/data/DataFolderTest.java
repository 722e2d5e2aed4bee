package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that an archive has unpacked into folders of their own names. */
class DataFolderTest {

  @TempDir private Path temp;

  /** Moves each file into a folder of its name, under the name that {@code inside} gives it. */
  private static void putInside(Path folder, String from, String to) throws IOException {
    List<Path> files;
    try (var all = Files.list(folder)) {
      files = all.toList();
    }
    for (Path file : files) {
      Path hidden = file.resolveSibling("hidden");
      Files.move(file, hidden);
      Files.createDirectory(file);
      Files.move(hidden, file.resolve(file.getFileName().toString().replace(from, to)));
    }
  }

  private static String checksum(Path folder) throws IOException {
    try (Workspace workspace = new Workspace()) {
      return DataChecksum.of(DataSets.open(folder, SplitSizes.DEFAULTS, workspace));
    }
  }

  @Test
  void idxFilesInFoldersOfTheirNamesAreRead() throws IOException {
    String plain = checksum(SetFiles.idxFolder(temp.resolve("plain")));
    Path inside = SetFiles.idxFolder(temp.resolve("inside"));
    putInside(inside, "", "");
    assertEquals(plain, checksum(inside));
    Path dotted = SetFiles.idxFolder(temp.resolve("dotted"));
    putInside(dotted, "-idx", ".idx");
    assertEquals(plain, checksum(dotted));
    Path packed = SetFiles.idxGzFolder(temp.resolve("packed"));
    putInside(packed, "", "");
    assertEquals(plain, checksum(packed));
  }

  @Test
  void cifarBatchesInFoldersOfTheirNamesAreRead() throws IOException {
    String plain = checksum(SetFiles.cifarFolder(temp.resolve("plain")));
    Path inside = SetFiles.cifarFolder(temp.resolve("inside"));
    putInside(inside, "", "");
    assertEquals(plain, checksum(inside));
  }

  @Test
  void aFileBesideTheFolderIsTakenFirst() throws IOException {
    Path folder = SetFiles.idxFolder(temp.resolve("set"));
    String plain = checksum(folder);
    Path images = folder.resolve("train-images-idx3-ubyte");
    Files.move(images, folder.resolve("train-images.idx3-ubyte"));
    Files.createDirectory(images);
    assertEquals(plain, checksum(folder));
    Files.write(images.resolve("train-images-idx3-ubyte"), SetFiles.idxImages(3, 20, 2, 3));
    assertEquals(plain, checksum(folder));
  }

  @Test
  void placesAreThoseThatAreSearched() throws IOException {
    Path folder = SetFiles.idxFolder(temp.resolve("set"));
    List<Path> places = DataSets.places(folder);
    for (String name :
        List.of(
            "train-images-idx3-ubyte",
            "t10k-labels.idx1-ubyte.gz",
            "validation-images-idx3-ubyte",
            "classes.txt",
            "data_batch_3.bin",
            "test_batch.bin",
            "batches.meta.txt")) {
      assertTrue(places.contains(folder.resolve(name)), name);
    }
    Path inside = folder.resolve("classes.txt").resolve("classes.txt");
    assertFalse(places.contains(inside));
    Files.createDirectory(folder.resolve("classes.txt"));
    assertTrue(DataSets.places(folder).contains(inside));
  }
}
