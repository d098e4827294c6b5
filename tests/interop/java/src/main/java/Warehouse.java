import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.logging.Logger;

/** A service without a line of telemetry: OpenTelemetry's agent instruments the JDK's own server, and takes what is logged. */
final class Warehouse {
  private static final Logger LOGGER = Logger.getLogger("warehouse");

  public static void main(String[] arguments) throws Exception {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 0);
    server.createContext(
        "/shelves",
        exchange -> {
          LOGGER.info("shelf_found");
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    System.out.println("ready");
  }
}
