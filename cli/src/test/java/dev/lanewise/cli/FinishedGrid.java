package dev.lanewise.cli;

import dev.lanewise.cli.GridWithResults.Ending;
import dev.lanewise.cli.GridWithResults.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An uninterrupted search and how it ended. It runs once; each case begins with a copy of its
 * files.
 */
record FinishedGrid(GridWithResults original, Ending ending) {

  private static final Map<List<Object>, FinishedGrid> KNOWN = new HashMap<>();

  /** The search of these settings on the data in {@code parent}. */
  static FinishedGrid in(Path parent, Way way, String file) throws IOException {
    List<Object> key = List.of(parent, way, file);
    FinishedGrid known = KNOWN.get(key);
    if (known == null) {
      GridWithResults grid = GridWithResults.in(parent, way, file);
      known = new FinishedGrid(grid, grid.ending(grid.run()));
      KNOWN.put(key, known);
    }
    return known;
  }

  /** Its files in a new folder. */
  GridWithResults copy() throws IOException {
    GridWithResults copy = original.elsewhere();
    Files.copy(original.results(), copy.results());
    Files.copy(original.model(), copy.model());
    return copy;
  }
}
