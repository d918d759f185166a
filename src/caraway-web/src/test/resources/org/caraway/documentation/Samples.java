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
