package dev.lanewise.cli.pictures;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * A small picture file and the pixels that an independent decoder, Pillow 9.4.0, sees in it: a line
 * of pictures.txt, which pictures.py beside it wrote.
 *
 * @param rgba red, green, blue and alpha of each pixel; empty for a file that is to be refused
 */
public record Fixture(String name, int width, int height, byte[] file, byte[] rgba) {

  /** All that have pixels. */
  public static List<Fixture> readable() {
    return all().stream().filter(fixture -> fixture.rgba.length > 0).toList();
  }

  private static List<Fixture> all() {
    try (InputStream in = Fixture.class.getResourceAsStream("pictures.txt")) {
      byte[] text = Objects.requireNonNull(in).readAllBytes();
      return new String(text, StandardCharsets.US_ASCII).lines().map(Fixture::parse).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The one of a name. */
  public static Fixture named(String name) {
    return all().stream().filter(fixture -> fixture.name.equals(name)).findFirst().orElseThrow();
  }

  private static Fixture parse(String line) {
    String[] fields = line.split(" ");
    return new Fixture(
        fields[0],
        Integer.parseInt(fields[1]),
        Integer.parseInt(fields[2]),
        Base64.getDecoder().decode(fields[3]),
        Base64.getDecoder().decode(fields.length > 4 ? fields[4] : ""));
  }

  @Override
  public String toString() {
    return name;
  }
}
