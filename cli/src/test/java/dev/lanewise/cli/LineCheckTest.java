package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The values are those of Python's {@code zlib.crc32}. */
class LineCheckTest {

  private final Map<String, String> cells = new LinkedHashMap<>();

  @Test
  void isTheCrc32OfTheValuesByName() {
    cells.put("trial", "1");
    cells.put("validationAccuracy", "");
    cells.put("status", "done");
    cells.put("hidden", "5-4");
    assertEquals("7077a875", LineCheck.of(cells)); // hidden=5-4\nstatus=done\ntrial=1\n
    assertEquals("668228d3", LineCheck.of(Map.of("name", "\u00e9"))); // UTF-8
  }

  @Test
  void anotherValueOrNoCheckIsRefused() {
    cells.put("trial", "1");
    assertThrows(IllegalArgumentException.class, () -> LineCheck.require(cells));
    cells.put("crc32", LineCheck.of(cells));
    assertDoesNotThrow(() -> LineCheck.require(cells));
    cells.put("trial", "2");
    assertThrows(IllegalArgumentException.class, () -> LineCheck.require(cells));
  }
}
