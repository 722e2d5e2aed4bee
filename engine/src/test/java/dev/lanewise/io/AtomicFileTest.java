package dev.lanewise.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Old content or new, never a mix, and nothing left lying about. */
class AtomicFileTest {

  @TempDir Path folder;

  private static AtomicFile.Body text(String text) {
    return channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void createsAndReplaces() throws IOException {
    Path target = folder.resolve("a");
    AtomicFile.write(target, text("a longer first version"));
    assertEquals("a longer first version", Files.readString(target));
    AtomicFile.write(target, text("second"));
    assertEquals("second", Files.readString(target));
    assertEquals(Set.of("a"), names());
  }

  @Test
  void theTargetIsUntouchedWhileTheBodyWrites() throws IOException {
    Path target = Files.writeString(folder.resolve("a"), "old");
    AtomicFile.write(
        target,
        channel -> {
          channel.write(ByteBuffer.wrap(new byte[100]));
          assertEquals("old", Files.readString(target));
          assertEquals(2, names().size(), "the temporary file lies in the same folder");
        });
    assertEquals(100, Files.size(target));
  }

  @Test
  void aBodyThatFailsAfterAnyByteLeavesTheOldFile() throws IOException {
    Path target = Files.writeString(folder.resolve("a"), "old");
    List<Throwable> failures =
        List.of(new IOException("full"), new IllegalStateException(), new OutOfMemoryError());
    for (int bytes = 0; bytes < 60; bytes++) {
      int written = bytes;
      Throwable failure = failures.get(bytes % failures.size());
      Throwable thrown =
          assertThrows(
              Throwable.class,
              () ->
                  AtomicFile.write(
                      target,
                      channel -> {
                        channel.write(ByteBuffer.wrap(new byte[written]));
                        AtomicFileTest.<RuntimeException>sneak(failure);
                      }));
      assertEquals(failure, thrown);
      assertEquals("old", Files.readString(target));
      assertEquals(Set.of("a"), names());
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }

  @Test
  void aBodyThatClosesTheChannelFailsLoudly() throws IOException {
    Path target = Files.writeString(folder.resolve("a"), "old");
    assertThrows(
        ClosedChannelException.class, () -> AtomicFile.write(target, channel -> channel.close()));
    assertEquals("old", Files.readString(target));
    assertEquals(Set.of("a"), names());
  }

  @Test
  void aFailedMoveRemovesTheTemporaryFile() throws IOException {
    Path target = folder.resolve("a");
    FileSystemException e =
        assertThrows(
            FileSystemException.class,
            () -> AtomicFile.write(target, channel -> Files.createDirectories(target)));
    assertTrue(e.getMessage().contains(target.toString()), e.getMessage());
    assertEquals(Set.of("a"), names());
  }

  @Test
  void aFolderIsNoTarget() throws IOException {
    FileSystemException e =
        assertThrows(FileSystemException.class, () -> AtomicFile.write(folder, text("new")));
    assertEquals(folder + ": is a folder; expected a file", e.getMessage());
    assertEquals(Set.of(), names());
  }

  @Test
  void aMissingFolderIsNamed() {
    Path target = folder.resolve("none/a");
    NoSuchFileException e =
        assertThrows(NoSuchFileException.class, () -> AtomicFile.write(target, text("new")));
    assertEquals(target + ": its folder does not exist", e.getMessage());
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aPipeIsNoTargetAndDoesNotHang() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertThrows(FileSystemException.class, () -> AtomicFile.write(pipe, text("new"))));
    assertEquals(Set.of("pipe"), names());
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void symbolicLinksStay() throws IOException {
    Path real = Files.createDirectory(folder.resolve("sub")).resolve("real");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("sub/real"));
    Path second = Files.createSymbolicLink(folder.resolve("sub/second"), Path.of("../link"));
    AtomicFile.write(second, text("through a dangling link"));
    assertEquals("through a dangling link", Files.readString(real));
    AtomicFile.write(second, text("new"));
    assertEquals("new", Files.readString(real));
    assertTrue(Files.isSymbolicLink(link) && Files.isSymbolicLink(second));
    assertTrue(Files.isRegularFile(real) && !Files.isSymbolicLink(real));
    assertEquals(Set.of("link", "sub"), names());
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aLoopOfLinksIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("link"));
    assertThrows(FileSystemLoopException.class, () -> AtomicFile.write(link, text("new")));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void permissionsCarryOver() throws IOException {
    Path target = Files.writeString(folder.resolve("a"), "old");
    for (String mode : List.of("rw-------", "rw-rw-rw-", "r--r-----")) {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(mode));
      AtomicFile.write(target, text(mode));
      assertEquals(mode, Files.readString(target));
      assertEquals(mode, PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aWriteThatTheSystemCutsOffLeavesTheOldFile() throws Exception {
    Path target = Files.writeString(folder.resolve("a"), "old");
    List<String> command = SavingLoop.command(target);
    command.addAll(0, List.of("sh", "-c", "ulimit -f 64; exec \"$@\"", "sh"));
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertNotEquals(0, child.waitFor());
    assertTrue(output.contains("IOException: File too large"), output);
    assertEquals("old", Files.readString(target));
    assertEquals(Set.of("a"), names());
  }
}
