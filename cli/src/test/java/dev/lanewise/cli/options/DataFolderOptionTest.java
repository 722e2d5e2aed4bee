package dev.lanewise.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataFolderOptionTest {

  private static Path byDefault(String system, Map<String, String> environment) {
    return DataFolderOption.byDefault(
        name -> Optional.ofNullable(environment.get(name)), system, Path.of("/home/me"));
  }

  @Test
  void theCacheFolderIsTheDefault() {
    assertEquals(Path.of("/home/me/.cache/lanewise"), byDefault("Linux", Map.of()));
    assertEquals(Path.of("/home/me/Library/Caches/lanewise"), byDefault("Mac OS X", Map.of()));
    assertEquals(
        Path.of("/cache/lanewise"), byDefault("Linux", Map.of("XDG_CACHE_HOME", "/cache")));
  }

  @Test
  void theEnvironmentChooses() {
    assertEquals(
        Path.of("/data"),
        byDefault("Linux", Map.of("LANEWISE_DATA", "/data", "XDG_CACHE_HOME", "/cache")));
  }

  @Test
  void whatIsEmptyOrRelativeIsNoCacheFolder() {
    assertEquals(
        Path.of("/home/me/.cache/lanewise"),
        byDefault("Linux", Map.of("LANEWISE_DATA", "", "XDG_CACHE_HOME", "relative")));
  }
}
