package dev.lanewise.cli.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is read of zeros without end. */
@Timeout(20)
class TarMeterTest {

  private final TarMeter meter =
      new TarMeter(
          new InputStream() {
            @Override
            public int read() {
              return 0;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
              return length;
            }

            @Override
            public long skip(long count) {
              return count;
            }
          });

  /** Reads, and skips now and then, until that is refused; how many bytes it was. */
  private long readOn(String refusal) throws IOException {
    byte[] block = new byte[10_000];
    long done = 0;
    try {
      while (true) {
        done += meter.skip(7) + meter.read(block);
        meter.read();
        done++;
      }
    } catch (IOException e) {
      assertEquals(refusal, e.getMessage());
      assertThrows(IOException.class, meter::read);
      return done;
    }
  }

  @Test
  void contentEndsAfterAGigabyte() throws IOException {
    assertEquals(1L << 30, readOn("has more than 1073741824 bytes"), 10_008);
  }

  @Test
  void aHeaderEndsSoon() throws IOException {
    meter.beginHeader();
    String refusal = "has a header of more than 131072 bytes, or too many";
    assertEquals(131_072, readOn(refusal), 10_008);
  }

  @Test
  void headersEndTogether() throws IOException {
    long content = 0;
    long headers = 0;
    while (headers < TarMeter.MOST_HEADER_BYTES) {
      meter.beginHeader();
      headers += meter.skip(100_000);
      meter.endHeader();
      content += meter.skip(1_000_000);
    }
    assertEquals(TarMeter.MOST_HEADER_BYTES, headers);
    assertEquals(168_000_000, content);
    meter.beginHeader();
    assertThrows(IOException.class, meter::read);
    meter.endHeader();
    assertEquals(0, meter.read());
  }
}
