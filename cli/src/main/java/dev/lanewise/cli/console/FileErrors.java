package dev.lanewise.cli.console;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Exceptions of files as one line that a user can read. */
public final class FileErrors {

  private FileErrors() {}

  /** What an exception of java.nio says about a file, in words. */
  public static String describe(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileNotFoundException missing -> oneLine(missing);
      case FileSystemException other when other.getReason() != null ->
          other.getFile() + ": " + other.getReason();
      default -> oneLine(e);
    };
  }

  /** Whether the process may open no further file. */
  public static boolean lacksDescriptors(Throwable e) {
    return String.valueOf(e.getMessage()).contains("Too many open files")
        || (e.getCause() != null && lacksDescriptors(e.getCause()));
  }

  /** What is missing: memory, or a thread, which the JDK tells by the same error. */
  public static String describe(OutOfMemoryError e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("native thread")
        ? "no further thread can be started; fewer --threads or a higher limit (ulimit -u) help"
        : "not enough memory: " + message;
  }

  /** The first line of the message; the exception itself if that is empty. */
  public static String oneLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }
}
