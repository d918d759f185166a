package samples;

import jakarta.persistence.*;
import java.io.*;
import java.time.*;
import java.util.*;
import org.caraway.*;
import org.caraway.admin.*;

/** The application that the documentation speaks of. What a page does not define stands here. */
class Samples {
    TaskQueue tasks;
    TaskAdmin admin;
    TaskContext task;
    UUID id;
    Order order;
    Reports reports;
    Server server;
    Operators operators;
    PrintWriter page;
    Screen screen;
    Payments payments;
    Warehouse warehouse;
    Mail mail;
    Pages suites;
    Orders orders;
    Search search;
    EntityManager em;
    TaskChange change;
    FeedListener listener;
    Instant yesterday;
}

@Entity
class Order {
    @Id
    public long id;
}

record Report(String text) {}

record Approval(String by, boolean granted) {}

class Approvals {
    void ask(long order) {}
}

class Renderer {
    Report render(long orderId, Runnable checkpoint) throws IOException {
        return new Report("");
    }
}

class Reports {
    @Task
    public Report render(long orderId) {
        return new Report("");
    }
}

class Mirror {
    @Task
    public void sync(long customer, String table) {}
}

class Search {
    @Task
    public void reindex(long id) {}
}

class Cache {
    @Task
    public void rebuild() {}

    @Task
    public void clear() {}
}

record Analysis(boolean passed) {}

record Summary(int failed) {}

class Suites {
    @Task
    public List<Long> store(long report) {
        return List.of();
    }

    @Task
    public Analysis analyse(long testCase) {
        return new Analysis(true);
    }

    @Task
    public Analysis check(Analysis analysis, int level) {
        return analysis;
    }

    @Task
    public Summary summarise(List<Analysis> analyses) {
        return new Summary(0);
    }

    @Task
    public Summary settle(List<Outcome<Analysis>> analyses) {
        return new Summary(0);
    }

    @Task
    public boolean hasFailed(Summary summary) {
        return summary.failed() > 0;
    }

    @Task
    public void publish(Summary summary) {}

    @Task
    public void alert(Outcome<Summary> outcome) {}
}

record Price(long cents) {}

record Stock(int pieces) {}

class Shop {
    @Task
    public Price price(long item) {
        return new Price(0);
    }

    @Task
    public Stock stock(long item) {
        return new Stock(0);
    }

    @Task
    public String offer(Price price, Stock stock) {
        return "";
    }
}

record Receipt(String number, String address) {}

record Parcel(String number) {}

class OutOfStockException extends RuntimeException {}

class Payments {
    Receipt charge(long order, String idempotencyKey) throws IOException {
        return new Receipt("", "");
    }

    void refund(Receipt receipt, String idempotencyKey) throws IOException {}
}

class Warehouse {
    Parcel ship(long order) throws IOException {
        return new Parcel("");
    }
}

class Orders {
    List<Order> after(long id) {
        return List.of();
    }

    void archive(Order order) {}
}

class Pages {
    List<Long> ids() {
        return List.of();
    }
}

record Patient(String name) {}

class Keys {
    String encrypt(String text) {
        return text;
    }

    String decrypt(String text) {
        return text;
    }
}

class Mail {
    void send(String address, String text) {}
}

class Server {
    boolean busy() {
        return false;
    }

    void send(long mail) throws IOException {}
}

class GreylistedException extends IOException {}

class Operators {
    void notify(UUID task, String message) {}
}

class Screen {
    void show(TaskChange change) {}
}
