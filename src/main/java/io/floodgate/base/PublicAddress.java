package io.floodgate.base;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses stand for a host in the internet. All others lead into some network of our own,
 * where whoever can name an address of ours must not make us knock.
 */
public final class PublicAddress {

  /** Of special use in IPv4 (RFC 6890 and its registry). */
  private static final List<Block> NOT_PUBLIC_4 =
      List.of(
          Block.of("0.0.0.0", 8), // this network
          Block.of("10.0.0.0", 8), // private
          Block.of("100.64.0.0", 10), // behind a carrier's NAT
          Block.of("127.0.0.0", 8), // loopback
          Block.of("169.254.0.0", 16), // link-local: metadata of clouds
          Block.of("172.16.0.0", 12), // private
          Block.of("192.0.0.0", 24), // protocols
          Block.of("192.0.2.0", 24), // documentation
          Block.of("192.88.99.0", 24), // relays of 6to4
          Block.of("192.168.0.0", 16), // private
          Block.of("198.18.0.0", 15), // benchmarks
          Block.of("198.51.100.0", 24), // documentation
          Block.of("203.0.113.0", 24), // documentation
          Block.of("224.0.0.0", 3)); // multicast, reserved, broadcast

  /** What IPv6 has given out to the internet; everything else is local, multicast or nothing. */
  private static final Block GLOBAL_6 = Block.of("2000::", 3);

  private static final List<Block> NOT_PUBLIC_6 =
      List.of(
          Block.of("2001::", 23), // protocols, Teredo among them
          Block.of("2001:db8::", 32), // documentation
          Block.of("2002::", 16), // 6to4: any IPv4 address, in disguise
          Block.of("3fff::", 20)); // documentation

  /** Where DNS64 puts IPv4 addresses: the only way to them from a network without IPv4. */
  private static final Block NAT64 = Block.of("64:ff9b::", 96);

  private PublicAddress() {}

  /** Whether it stands for a host in the internet. */
  public static boolean is(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (!(address instanceof Inet6Address)) {
      return isPublic4(bytes);
    }
    if (NAT64.contains(bytes)) {
      return isPublic4(Arrays.copyOfRange(bytes, 12, 16));
    }
    return GLOBAL_6.contains(bytes)
        && NOT_PUBLIC_6.stream().noneMatch(block -> block.contains(bytes));
  }

  private static boolean isPublic4(byte[] bytes) {
    return NOT_PUBLIC_4.stream().noneMatch(block -> block.contains(bytes));
  }

  /** All addresses whose first bits are these. */
  private record Block(byte[] prefix, int bits) {

    static Block of(String prefix, int bits) {
      return new Block(InetAddress.ofLiteral(prefix).getAddress(), bits);
    }

    boolean contains(byte[] address) {
      int whole = bits / 8;
      int rest = 0xff00 >> bits % 8 & 0xff;
      return Arrays.equals(prefix, 0, whole, address, 0, whole)
          && (rest == 0 || (prefix[whole] & rest) == (address[whole] & rest));
    }
  }
}
