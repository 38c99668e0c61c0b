-- expand: a queue's screen pop (IN-4): the template of the page that opens for who accepts; its form is judged by routing.screen_pop_wrong.
SET LOCAL ROLE own_routing;
ALTER TABLE routing.queue ADD COLUMN screen_pop_url text CHECK (length(screen_pop_url) <= 2000);
