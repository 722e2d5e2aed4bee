package dev.lanewise.cli.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CifarPicturesTest {

  private static final int BATCH = 10_000;
  private static final int RECORD = 3073;

  @TempDir private Path temp;
  private final Map<String, byte[]> members = new TreeMap<>();

  @BeforeEach
  void goodLabels() {
    members.put("train_lables.json", labels(50_000));
    members.put("test_lables.json", labels(10_000));
  }

  private static byte[] labels(int count) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (i + i / BATCH) % 10;
    }
    return Arrays.toString(labels).getBytes(StandardCharsets.US_ASCII);
  }

  private static int value(int image, int plane, int pixel) {
    return plane == 0 ? image & 255 : plane == 1 ? pixel & 255 : pixel >> 8;
  }

  private static byte[] png(int width, int height) throws IOException {
    System.setProperty("java.awt.headless", "true");
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] pixels = ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < pixels.length; i++) {
      int y = i / width;
      int x = i % width;
      pixels[i] = value(y, 0, x) << 16 | value(y, 1, x) << 8 | value(y, 2, x);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return bytes.toByteArray();
  }

  private void putPictures(byte[] png) {
    for (String name : batches()) {
      members.put(name + ".png", png);
    }
  }

  private static List<String> batches() {
    return List.of(
        "data_batch_1",
        "data_batch_2",
        "data_batch_3",
        "data_batch_4",
        "data_batch_5",
        "test_batch");
  }

  /** The six files that the pictures and labels of this test stand for. */
  private static KnownDataSet set() {
    List<ExpectedFile> files = new ArrayList<>();
    byte[] records = new byte[BATCH * RECORD];
    for (int b = 0; b < batches().size(); b++) {
      for (int i = 0; i < BATCH; i++) {
        records[i * RECORD] = (byte) ((i + b % 5) % 10);
        for (int plane = 0; b == 0 && plane < 3; plane++) {
          for (int p = 0; p < 1024; p++) {
            records[i * RECORD + 1 + plane * 1024 + p] = (byte) value(i, plane, p);
          }
        }
      }
      files.add(TinySet.expected(batches().get(b) + ".bin", records));
    }
    return new KnownDataSet(
        "set", "", "", new KnownDataSet.Shape(1, 0, 0, 1, 1), files, List.of(), List.of());
  }

  private void unpack() throws IOException {
    unpack(TinySet.from());
  }

  private void unpack(KnownDataSet set) throws IOException {
    Path archive = temp.resolve("pictures.tgz");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        TinySet.add(tar, "package/" + member.getKey(), member.getValue());
      }
    }
    ContentFolder content = ContentFolder.create(temp.resolve("content"), set);
    CifarPictures.unpack(archive, content);
    content.requireComplete();
  }

  private void assertRefused(String reason) {
    IOException e = assertThrows(IOException.class, this::unpack);
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  @Test
  void picturesAndLabelsBecomeTheBinaryVersion() throws IOException {
    putPictures(png(1024, BATCH));
    unpack(set()); // checks every SHA-256
    assertEquals(BATCH * RECORD, Files.size(temp.resolve("content").resolve("test_batch.bin")));
  }

  @Test
  void aPictureOfAnotherSizeIsRefused() throws IOException {
    putPictures(png(32, 32));
    assertRefused("data_batch_1.png has 32 by 32 pixels; expected 1024 by 10000");
  }

  @Test
  void whatIsNoPictureIsRefused() {
    putPictures("no picture".getBytes(StandardCharsets.US_ASCII));
    assertThrows(IOException.class, this::unpack);
  }

  @Test
  void wrongLabelsAreRefused() {
    members.put("test_lables.json", "[1,2,3]".getBytes(StandardCharsets.US_ASCII));
    assertRefused("test_lables.json has 3 labels; expected 10000");
    String text = new String(labels(10_000), StandardCharsets.US_ASCII);
    members.put(
        "test_lables.json", text.replaceFirst("1", "10").getBytes(StandardCharsets.US_ASCII));
    assertRefused("test_lables.json: label 1 is 10; expected 0 to 9");
    for (String wrong : List.of("", "{}", "[1,", "[\"a\"]", "null", "[null]")) {
      members.put("test_lables.json", wrong.getBytes(StandardCharsets.US_ASCII));
      assertThrows(IOException.class, this::unpack, wrong);
    }
    members.remove("test_lables.json");
    assertRefused("lacks test_lables.json");
  }
}
