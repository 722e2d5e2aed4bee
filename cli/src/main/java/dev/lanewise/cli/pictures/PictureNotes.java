package dev.lanewise.cli.pictures;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was done to pictures that a user may not expect: one line for each kind of change. */
final class PictureNotes {

  private final Map<String, List<Path>> notes = new LinkedHashMap<>();

  void add(Path file, String note) {
    notes.computeIfAbsent(note, key -> new ArrayList<>()).add(file);
  }

  void print(PrintWriter err) {
    notes.forEach((note, files) -> {
      String more = files.size() > 1 ? " and %d more".formatted(files.size() - 1) : "";
      err.println("warning: " + files.getFirst() + more + ": " + note);
    });
    err.flush();
  }
}
